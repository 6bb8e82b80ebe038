//! The plain reference of every fast path: no postings, no caps, everything tried. The fast paths
//! must equal it wherever they capped nothing.

use std::ops::Range;

use proptest::prelude::*;

use super::assign::Assignment;
use super::edits;
use super::model::{AlignmentModel, ln};
use super::region::{Histogram, Region, Regions};
use super::seed::Seeds;
use super::settle::Settler;
use super::side::{NONE, SideWords, Sides};
use super::{AlignOptions, Aligner, EditKind};
use crate::pair::Pair;
use crate::scope::Scope;
use crate::text::{Document, Language, TextOptions};

fn read(text: &str) -> Document {
    Document::new(
        text,
        &TextOptions {
            language: Some(Language::English),
            ..TextOptions::default()
        },
    )
}

fn sides(source: &str, suspicious: &str, model: &AlignmentModel) -> Sides {
    let mut sides = Sides::default();
    sides.read(&Pair::new(&read(source), &read(suspicious)), model);
    sides
}

/// Returns few words and some full stops, so that everything repeats; numbers, so that no stemmer
/// joins them.
fn text(most: usize) -> impl Strategy<Value = String> {
    let word = prop_oneof![20 => 0_u32..40, 1 => Just(1_000)];
    proptest::collection::vec(word, 1..most).prop_map(|words| {
        let word = |number: u32| {
            if number == 1_000 {
                "Stop. Then".to_owned()
            } else {
                format!("v{number}")
            }
        };
        words.into_iter().map(word).collect::<Vec<_>>().join(" ")
    })
}

/// Returns two texts that share a stretch.
fn pair() -> impl Strategy<Value = (String, String)> {
    (text(60), text(50), text(60), text(60), text(60))
        .prop_map(|(shared, a, b, c, d)| (format!("{a} {shared} {b}"), format!("{c} {shared} {d}")))
}

/// Returns some words out of a number of different ones.
fn words(count: Range<usize>, different: u32) -> impl Strategy<Value = String> {
    proptest::collection::vec(0..different, count).prop_map(|words| {
        words
            .into_iter()
            .map(|word| format!("v{word}"))
            .collect::<Vec<_>>()
            .join(" ")
    })
}

/// Returns two texts that share a stretch, and beyond it a word here and there.
fn sparse_pair() -> impl Strategy<Value = (String, String)> {
    let words = |most| words(1..most, 900);
    (words(20), words(120), words(120), words(400), words(400))
        .prop_map(|(shared, a, b, c, d)| (format!("{a} {shared} {b}"), format!("{c} {shared} {d}")))
}

/// Returns two texts of three words, each of which occurs more often than is looked at.
fn repeating_pair() -> impl Strategy<Value = (String, String)> {
    (words(60..160, 3), words(60..160, 3))
}

/// Returns the runs of one window, every token of the suspicious text read in turn.
fn seeds(model: &AlignmentModel, sides: &Sides, window: Range<usize>, least: f32) -> Vec<Region> {
    let lacking = sides.stems as u32;
    let held = &sides.source.stems[window.clone()];
    let score = |at: usize| {
        let stem = sides.suspicious.stems[at];
        let count = held
            .iter()
            .filter(|&&held| held == stem && stem != lacking)
            .count();
        let odds = model.rate / window.len() as f32 * count as f32 * sides.suspicious.odds[at];
        let shared = at > 0
            && held
                .windows(2)
                .any(|two| two == &sides.suspicious.stems[at - 1..=at] && !two.contains(&lacking));
        let score = ln(odds + 1.0 - model.rate);
        let theirs = &sides.suspicious.stems;
        // A frequent stem counts where it is part of a rare bigram of the window.
        let is_rare = |two: &[u32]| {
            !two.contains(&lacking)
                && held.windows(2).any(|held| held == two)
                && theirs.windows(2).filter(|other| *other == two).count() <= model.frequent_bigram
        };
        let known = theirs.iter().filter(|&&other| other == stem).count() <= model.frequent
            || at > 0 && is_rare(&theirs[at - 1..=at])
            || at + 1 < theirs.len() && is_rare(&theirs[at..at + 2]);
        (count > 0 && known && score >= model.seed_token)
            .then(|| (score + if shared { model.bigram } else { 0.0 }).min(model.most))
    };
    let mut found = Vec::new();
    let (mut sum, mut start, mut best, mut end) = (0.0_f32, 0, 0.0_f32, 0);
    for at in 0..=sides.suspicious.len() {
        let proved = if at < sides.suspicious.len() {
            score(at)
        } else {
            Some(0.0)
        };
        let Some(proved) = proved else {
            sum += ln(1.0 - model.rate);
            continue;
        };
        if sum <= 0.0 || sum < best - model.drop || at == sides.suspicious.len() {
            if best >= least {
                found.push(Region::new(window.clone(), start..end, best));
            }
            (sum, start, best) = (0.0, at, 0.0);
        }
        sum += proved;
        if sum > best {
            (best, end) = (sum, at + 1);
        }
    }
    found
}

/// Returns the score of a token given a stretch of the other side, counted afresh.
fn token_score(
    model: &AlignmentModel,
    side: &SideWords,
    other: &SideWords,
    given: &Range<usize>,
    at: usize,
    rate: f32,
) -> f32 {
    let stem = side.stems[at];
    let lacking = |stem: u32| side.stem_odds(stem) == 0.0;
    let count = other.stems[given.clone()]
        .iter()
        .filter(|&&held| held == stem && !lacking(stem))
        .count();
    if count == 0 {
        return ln(1.0 - rate);
    }
    let holds = |first: usize| {
        let Some(wanted) = side.stems.get(first..first + 2) else {
            return false;
        };
        !wanted.iter().any(|&stem| lacking(stem))
            && other.stems[given.clone()]
                .windows(2)
                .any(|two| two == wanted)
    };
    let bigrams = usize::from(at > 0 && holds(at.wrapping_sub(1))) + usize::from(holds(at));
    let odds = rate / given.len() as f32 * count as f32 * side.odds[at];
    (ln(odds * (model.bigram * bigrams as f32).exp() + 1.0 - rate)).min(model.most)
}

/// Assigns the longest free common run, the earliest among equals, until none of two is left; then
/// single tokens.
fn assign(sides: &Sides, source: &Range<usize>, suspicious: &Range<usize>) -> Vec<u32> {
    let (ours, theirs) = (&sides.source.stems, &sides.suspicious.stems);
    let lacking = sides.stems as u32;
    let mut to_source = vec![NONE; suspicious.len()];
    let mut used = vec![false; source.len()];
    loop {
        let mut best = (1, 0, 0);
        for j in suspicious.clone() {
            for i in source.clone() {
                let fits = |step: usize| {
                    i + step < source.end
                        && j + step < suspicious.end
                        && ours[i + step] == theirs[j + step]
                        && theirs[j + step] != lacking
                        && !used[i + step - source.start]
                        && to_source[j + step - suspicious.start] == NONE
                };
                let length = (0..).take_while(|&step| fits(step)).count();
                if length > best.0 {
                    best = (length, i, j);
                }
            }
        }
        let (length, i, j) = best;
        if length < 2 {
            break;
        }
        for step in 0..length {
            to_source[j + step - suspicious.start] = (i + step) as u32;
            used[i + step - source.start] = true;
        }
    }
    for j in suspicious.clone() {
        let at = j - suspicious.start;
        if to_source[at] != NONE || theirs[j] == lacking {
            continue;
        }
        let shifted = |other: usize| i64::from(to_source[other]) - other as i64 + at as i64;
        let before = (0..at)
            .rev()
            .find(|&other| to_source[other] != NONE)
            .map(shifted);
        let after = (at + 1..suspicious.len())
            .find(|&other| to_source[other] != NONE)
            .map(shifted);
        let diagonal = (source.start + at * source.len() / suspicious.len()) as i64;
        let distance = |i: usize| {
            let nearest = [before, after]
                .into_iter()
                .flatten()
                .map(|wanted| (i as i64 - wanted).abs())
                .min();
            nearest.unwrap_or((i as i64 - diagonal).abs())
        };
        let free = source
            .clone()
            .filter(|&i| ours[i] == theirs[j] && !used[i - source.start]);
        if let Some(i) = free.min_by_key(|&i| distance(i)) {
            to_source[at] = i as u32;
            used[i - source.start] = true;
        }
    }
    to_source
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Protects the postings, the bigram numbers and the edges: every token score of a refined
    /// region is the one that counting afresh gives, and no other segment of its surroundings
    /// scores more.
    #[test]
    fn regions_are_the_best_segments((source, suspicious) in pair()) {
        let model = AlignmentModel { drop: f32::INFINITY, region: f32::NEG_INFINITY, ..AlignmentModel::default() };
        let sides = sides(&source, &suspicious, &model);
        let mut regions = Regions::default();
        regions.reset(&sides);
        let whole = Region::new(0..sides.source.len(), 0..sides.suspicious.len(), 0.0);
        let found = regions.refine(&model, &sides, whole, model.rate);
        if let Some(found) = found {
            let score = |range: Range<usize>, given: &Range<usize>| {
                let edges = sides.suspicious.edges[range.start] + sides.suspicious.edges[range.end];
                let tokens = range.map(|at| token_score(&model, &sides.suspicious, &sides.source, given, at, model.rate));
                tokens.sum::<f32>() + model.edge * edges
            };
            // At rest, the suspicious side is the best for the source side.
            let given = &found.source;
            let all = (0..sides.suspicious.len()).flat_map(|start| (start + 1..=sides.suspicious.len()).map(move |end| start..end));
            let most = all.map(|range| score(range, given)).fold(f32::NEG_INFINITY, f32::max);
            let own = score(found.suspicious.clone(), given);
            let mut again = Regions::default();
            again.reset(&sides);
            // One turn more: two could lead away and back.
            let rests = again.turn(&model, &sides, &found, model.rate) == Some(found);
            prop_assert!(!rests || most - own < 0.01 * most.abs().max(1.0), "{most} {own}");
        }
    }

    /// Protects the search for seeds: it finds the runs that reading every token of the text for
    /// every window finds, where words repeat and where a shared word here and there leads to
    /// nothing.
    #[test]
    fn seeds_equal_reading_every_token(
        (source, suspicious) in prop_oneof![pair(), sparse_pair()],
        // One place is a seed; some places are; no place is skipped, since one alone proves too
        // much.
        (least, most) in prop_oneof![1 => Just((3.0, 4.0)), 3 => Just((8.0, 4.0)), 1 => Just((8.0, 6.0))],
        frequent in prop_oneof![Just(usize::MAX), 0_usize..6],
        frequent_bigram in 0_usize..4,
    ) {
        let model = AlignmentModel { frequent, frequent_bigram, seed_token: 0.0, most, ..AlignmentModel::default() };
        let sides = sides(&source, &suspicious, &model);
        let mut histogram = Histogram::default();
        histogram.reset(&sides);
        let mut fast = Vec::new();
        Seeds::default().find(&model, &sides, &mut histogram, 40, least, &mut fast);
        let mut plain = Vec::new();
        let tokens = sides.source.len();
        for start in (0..tokens).step_by(20).take_while(|&start| start == 0 || start + 20 < tokens) {
            plain.extend(seeds(&model, &sides, start..(start + 40).min(tokens), least));
        }
        prop_assert_eq!(fast.len(), plain.len());
        for (fast, plain) in fast.iter().zip(&plain) {
            prop_assert_eq!((&fast.source, &fast.suspicious), (&plain.source, &plain.suspicious));
            prop_assert!((fast.score - plain.score).abs() < 0.01 * plain.score.max(1.0), "{} {}", fast.score, plain.score);
        }
    }

    /// Protects run finding and tiling: greedy string tiling with everything tried gives the same
    /// pairs.
    #[test]
    fn assignment_equals_the_plain_tiling((source, suspicious) in pair()) {
        let sides = sides(&source, &suspicious, &AlignmentModel::default());
        let (ours, theirs) = (0..sides.source.len(), 0..sides.suspicious.len());
        let mut fast = Assignment::default();
        fast.assign(&sides, &ours, &theirs);
        if !fast.capped {
            prop_assert_eq!(&fast.to_source, &assign(&sides, &ours, &theirs));
        }
        for (at, &place) in fast.to_suspicious.iter().enumerate() {
            prop_assert!(place == NONE || fast.to_source[place as usize] as usize == at);
        }
    }

    /// Protects pairs that are used again: a part of a region keeps those that lie inside it, and
    /// what is paired anew there has one stem and one partner.
    #[test]
    fn a_part_keeps_its_pairs((source, suspicious) in pair(), cut in [0_usize..60, 0..60, 0..60, 0..60]) {
        let sides = sides(&source, &suspicious, &AlignmentModel::default());
        let part = |tokens: usize, from: usize, to: usize| from.min(tokens)..tokens.saturating_sub(to).max(from.min(tokens));
        let (ours, theirs) = (part(sides.source.len(), cut[0], cut[1]), part(sides.suspicious.len(), cut[2], cut[3]));
        let mut narrowed = Assignment::default();
        narrowed.assign(&sides, &(0..sides.source.len()), &(0..sides.suspicious.len()));
        let pairs = narrowed.to_source[theirs.clone()].to_vec();
        let inside = |&place: &u32| if ours.contains(&(place as usize)) { place } else { NONE };
        let kept: Vec<u32> = pairs.iter().map(inside).collect();
        let mut taken = Assignment::default();
        taken.assign(&sides, &ours, &theirs);
        taken.take_over(&sides, &pairs, &ours, &theirs);
        narrowed.narrow(&sides, &ours, &theirs);
        prop_assert_eq!(&taken.to_source, &narrowed.to_source);
        for assignment in [&taken, &narrowed] {
            prop_assert_eq!((assignment.to_source.len(), assignment.to_suspicious.len()), (theirs.len(), ours.len()));
            for ((&place, &kept), j) in assignment.to_source.iter().zip(&kept).zip(theirs.start..) {
                prop_assert!(kept == NONE || place == kept);
                if place != NONE {
                    prop_assert_eq!(sides.source.stems[place as usize], sides.suspicious.stems[j]);
                    prop_assert_eq!(assignment.to_suspicious[place as usize - ours.start], j as u32);
                }
            }
            let paired = |partners: &[u32]| partners.iter().filter(|&&partner| partner != NONE).count();
            prop_assert_eq!(paired(&assignment.to_source), paired(&assignment.to_suspicious));
        }
    }

    /// Protects what is kept with a region: it comes back after another was assigned.
    #[test]
    fn kept_pairs_come_back((source, suspicious) in pair()) {
        let model = AlignmentModel { region: f32::NEG_INFINITY, ..AlignmentModel::default() };
        let sides = sides(&source, &suspicious, &model);
        let mut settler = Settler::default();
        settler.reset(&sides);
        let whole = Region::new(0..sides.source.len(), 0..sides.suspicious.len(), 0.0);
        if let Some(mut region) = settler.settle(&model, &sides, &whole, model.rate) {
            settler.keep(&mut region);
            let first = region.suspicious.start - settler.assignment.starts.1;
            let settled = settler.assignment.to_source[first..first + region.suspicious.len()].to_vec();
            settler.assign(&sides, &Region::new(0..sides.source.len() / 2, 0..sides.suspicious.len(), 0.0));
            let assignment = settler.assign(&sides, &region);
            for (&place, &settled) in assignment.to_source.iter().zip(&settled) {
                prop_assert!(place == settled || !region.source.contains(&(settled as usize)));
            }
        }
    }

    /// Every word of both sides occurs in the edits once, what was set aside in edits of its own; edits
    /// but for moved words ascend on both sides, and the counts agree with the identity.
    #[test]
    fn edits_account_for_every_word((source, suspicious) in pair(), masked in prop::array::uniform4(0_usize..12)) {
        let (ours, theirs) = (read(&source), read(&suspicious));
        let masks = (masked[0]..masked[0] + masked[1], masked[2]..masked[2] + masked[3]);
        let scope = Scope::with_masked((&ours, masks.0), (&theirs, masks.1));
        let mut sides = Sides::default();
        let pair = Pair::new(&ours, &theirs);
        sides.read(&pair, &AlignmentModel::default());
        scope.source().ranges().for_each(|tokens| sides.source.set_aside(tokens));
        scope.suspicious().ranges().for_each(|tokens| sides.suspicious.set_aside(tokens));
        let ranges = (0..ours.tokens().len(), 0..theirs.tokens().len());
        let mut assignment = Assignment::default();
        assignment.assign(&sides, &ranges.0, &ranges.1);
        let compared = edits::compare(&pair, &scope, (&ranges.0, &ranges.1), &mut assignment, &sides.suspicious.odds, true);
        let within = |document: &Document, span: crate::Span| -> Vec<usize> {
            let tokens = document.tokens();
            let inside = |at: &usize| span.start <= tokens[*at].span().start && tokens[*at].span().end <= span.end;
            (0..tokens.len()).filter(inside).collect()
        };
        let (mut seen, mut last) = ([vec![0; ours.tokens().len()], vec![0; theirs.tokens().len()]], [0, 0]);
        prop_assert!((0.0..=1.0).contains(&compared.identity));
        for edit in &compared.edits {
            let sides = [(edit.source, &ours, scope.source()), (edit.suspicious, &theirs, scope.suspicious())];
            let has = (edit.source.is_some(), edit.suspicious.is_some());
            match edit.kind {
                EditKind::Added => prop_assert_eq!(has, (false, true)),
                EditKind::Dropped => prop_assert_eq!(has, (true, false)),
                EditKind::SetAside => prop_assert!(has.0 != has.1),
                _ => prop_assert_eq!(has, (true, true)),
            }
            for (side, (span, document, mask)) in sides.into_iter().enumerate() {
                let Some(span) = span else { continue };
                for token in within(document, span) {
                    seen[side][token] += 1;
                    prop_assert!(edit.kind != EditKind::SetAside || mask.has(token));
                    prop_assert!(!matches!(edit.kind, EditKind::Added | EditKind::Dropped | EditKind::Replaced) || !mask.has(token));
                }
                prop_assert!(edit.kind == EditKind::Moved || span.start >= last[side]);
                if edit.kind != EditKind::Moved {
                    last[side] = span.end;
                }
            }
        }
        prop_assert!(seen.iter().flatten().all(|&count| count == 1));
    }

    /// An aligner that has seen other pairs gives what a new one gives.
    #[test]
    fn memory_carries_nothing_over(first in prop_oneof![pair(), repeating_pair()], second in prop_oneof![pair(), repeating_pair()]) {
        let (a, b) = (read(&second.0), read(&second.1));
        let options = AlignOptions::default();
        let mut used = Aligner::default();
        used.align(&read(&first.0), &read(&first.1), &options);
        prop_assert_eq!(used.align(&a, &b, &options), Aligner::default().align(&a, &b, &options));
    }
}
