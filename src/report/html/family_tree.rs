//! The picture of one family: a row for each text, and an elbow from each to its parent.

use std::collections::BTreeMap;

use super::figures::percent;
use crate::family::{Descent, Family, FamilyOrigin, Member};
use crate::report::words::counted;

/// Height of a row, and the width of the picture and of the part that nodes are spread over.
const ROW: usize = 44;
const TOP: usize = 44;
const WIDTH: usize = 900;
const SPREAD: f64 = 420.0;
const LEFT: f64 = 16.0;

/// Characters of a name that the picture shows.
const NAME: usize = 44;

/// A text as a page of families knows it.
#[derive(Debug, Clone, Default)]
pub(super) struct TreeText {
    pub(super) name: String,
    pub(super) date: Option<(i64, String)>,
    pub(super) outlet: String,
}

/// A family laid out.
pub(super) struct Tree<'a> {
    pub(super) number: usize,
    pub(super) heading: String,
    pub(super) about: String,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) ticks: Vec<Tick>,
    pub(super) nodes: Vec<Node<'a>>,
}

pub(super) struct Tick {
    pub(super) x: f64,
    pub(super) label: String,
}

pub(super) struct Node<'a> {
    pub(super) name: String,
    pub(super) note: String,
    pub(super) class: &'static str,
    pub(super) x: f64,
    pub(super) y: usize,
    pub(super) text_x: f64,
    pub(super) edge: Option<TreeEdge<'a>>,
}

pub(super) struct TreeEdge<'a> {
    pub(super) path: String,
    pub(super) label: String,
    pub(super) link: Option<&'a str>,
    pub(super) doubtful: bool,
}

/// Where a node hangs.
#[derive(Clone, Copy, PartialEq)]
enum Parent {
    Nothing,
    Unseen,
    Text(usize),
}

impl<'a> Tree<'a> {
    pub(super) fn new(
        number: usize,
        family: &Family,
        texts: &[TreeText],
        link: &impl Fn(usize) -> Option<&'a str>,
    ) -> Self {
        let name = |text: usize| {
            let name = texts.get(text).map_or("?", |text| text.name.as_str());
            ending(name, NAME)
        };
        let parents: BTreeMap<usize, Parent> = (family.members.iter())
            .map(|member| (member.text, parent(family, member)))
            .collect();
        let order = depth_first(&parents);
        let is_missing = matches!(family.origin, FamilyOrigin::Missing);
        let shift = usize::from(is_missing);
        let deepest = order
            .iter()
            .map(|&(_, depth)| depth + shift)
            .max()
            .unwrap_or_default();
        let dates: Option<Vec<i64>> = (family.members.iter())
            .map(|member| Some(texts.get(member.text)?.date.as_ref()?.0))
            .collect();
        let range = dates
            .as_ref()
            .and_then(|dates| Some((*dates.iter().min()?, *dates.iter().max()?)))
            .filter(|(first, last)| first < last);
        let x = |text: usize, depth: usize| {
            let date = texts.get(text).and_then(|text| Some(text.date.as_ref()?.0));
            let share = match (range, date) {
                (Some((first, last)), Some(date)) => {
                    (date as f64 - first as f64) / (last as f64 - first as f64)
                }
                _ => (depth + shift) as f64 / deepest.max(1) as f64,
            };
            // With a missing source there is room for it on the left.
            let left = if is_missing && range.is_some() {
                LEFT + 40.0
            } else {
                LEFT
            };
            (left + share * (SPREAD - left)).round()
        };
        let y = |row: usize| TOP + ROW * row;
        let places: BTreeMap<usize, (f64, usize)> = (order.iter().enumerate())
            .map(|(row, &(text, depth))| (text, (x(text, depth), y(row + shift))))
            .collect();
        let mut nodes = Vec::new();
        if is_missing {
            nodes.push(Node {
                name: "a text that is not here".to_owned(),
                note: format!(
                    "the common source is missing, {} % likely",
                    percent(family.source_missing)
                ),
                class: "unseen",
                x: LEFT,
                y: y(0),
                text_x: LEFT + 14.0,
                edge: None,
            });
        }
        for member in &family.members {
            let Some(&(x, y)) = places.get(&member.text) else {
                continue;
            };
            let from = match parents.get(&member.text) {
                Some(Parent::Text(parent)) => {
                    places.get(parent).map(|&place| (place, name(*parent)))
                }
                Some(Parent::Unseen) => Some(((LEFT, TOP), "a text that is not here".to_owned())),
                _ => None,
            };
            let doubtful = matches!(member.descent, Descent::Undecided);
            nodes.push(Node {
                name: name(member.text),
                note: note(family, member, texts),
                class: match member.descent {
                    Descent::Original => "node original",
                    Descent::Undecided => "node open",
                    _ => "node",
                },
                x,
                y,
                text_x: x + 14.0,
                edge: from.map(|((from_x, from_y), parent)| TreeEdge {
                    path: format!("M{from_x} {from_y}V{y}H{x}"),
                    label: format!("{}, compared with {parent}", name(member.text)),
                    link: link(member.text),
                    doubtful,
                }),
            });
        }
        nodes.sort_by_key(|node| node.y);
        let ticks = range
            .map(|_| ticks(family, texts, &places))
            .unwrap_or_default();
        Self {
            number,
            heading: format!("Family {number}: {}", counted(family.members.len(), "text")),
            about: about(family, &name),
            width: WIDTH,
            height: y(order.len() + shift),
            ticks,
            nodes,
        }
    }
}

/// Returns the parent that a text hangs from: also a doubtful one, if the text has any.
fn parent(family: &Family, member: &Member) -> Parent {
    let top = match family.origin {
        FamilyOrigin::Text { text, .. } | FamilyOrigin::Undecided { text, .. } => Some(text),
        _ => None,
    };
    match member.descent {
        Descent::From { parent, .. } => Parent::Text(parent),
        Descent::Sibling { .. } => Parent::Unseen,
        Descent::Undecided if Some(member.text) != top => match member.likely_parents.first() {
            Some(likely) => Parent::Text(likely.text),
            None if matches!(family.origin, FamilyOrigin::Missing) => Parent::Unseen,
            None => Parent::Nothing,
        },
        _ => Parent::Nothing,
    }
}

/// Returns the texts with their depths, each after its parent. A text on a circle of doubtful
/// parents hangs from nothing.
fn depth_first(parents: &BTreeMap<usize, Parent>) -> Vec<(usize, usize)> {
    let children = |of: usize| {
        let mine = parents
            .iter()
            .filter(move |(_, parent)| **parent == Parent::Text(of));
        mine.map(|(&text, _)| text).rev()
    };
    let tops = |(_, parent): &(&usize, &Parent)| !matches!(parent, Parent::Text(_));
    let (mut order, mut seen) = (Vec::new(), std::collections::BTreeSet::new());
    let starts = parents
        .iter()
        .filter(tops)
        .chain(parents.iter())
        .map(|(&text, _)| text);
    for start in starts {
        let mut waiting = vec![(start, 0)];
        while let Some((text, depth)) = waiting.pop() {
            if seen.insert(text) {
                order.push((text, depth));
                waiting.extend(children(text).map(|child| (child, depth + 1)));
            }
        }
    }
    order
}

fn note(family: &Family, member: &Member, texts: &[TreeText]) -> String {
    let said = match (member.descent, family.origin) {
        (Descent::Original, FamilyOrigin::Text { probability, .. }) => {
            format!("likely the original, {} %", percent(probability))
        }
        (Descent::From { probability, .. }, _) => {
            format!("made from it, {} %", percent(probability))
        }
        (Descent::Sibling { probability }, _) => format!("a sibling, {} %", percent(probability)),
        _ => "undecided".to_owned(),
    };
    let text = texts.get(member.text);
    let date = text.and_then(|text| Some(text.date.as_ref()?.1.clone()));
    let outlet = text
        .map(|text| text.outlet.clone())
        .filter(|outlet| !outlet.is_empty());
    [Some(said), date, outlet]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

fn about(family: &Family, name: &impl Fn(usize) -> String) -> String {
    match family.origin {
        FamilyOrigin::Text { text, probability } => format!(
            "The original is likely {} ({} %, if it is among these texts).",
            name(text),
            percent(probability)
        ),
        FamilyOrigin::Missing => format!(
            "These texts are likely siblings: their common source is not here ({} %).",
            percent(family.source_missing)
        ),
        FamilyOrigin::Undecided { text, probability } => format!(
            "One story, but the evidence does not decide which text is the original: most of all {} ({} %).",
            name(text),
            percent(probability)
        ),
        FamilyOrigin::Alone => String::new(),
    }
}

/// Returns the first and the last date of a family, where they are drawn.
fn ticks(family: &Family, texts: &[TreeText], places: &BTreeMap<usize, (f64, usize)>) -> Vec<Tick> {
    let mut dated: Vec<(i64, Tick)> = (family.members.iter())
        .filter_map(|member| {
            let (date, label) = texts.get(member.text)?.date.clone()?;
            let x = places.get(&member.text)?.0;
            Some((date, Tick { x, label }))
        })
        .collect();
    dated.sort_by_key(|tick| tick.0);
    let last = dated.pop();
    dated
        .into_iter()
        .take(1)
        .chain(last)
        .map(|tick| tick.1)
        .collect()
}

/// Returns the end of a long name, which tells files of one folder apart.
fn ending(name: &str, chars: usize) -> String {
    let shown = super::figures::Shown(name).to_string();
    match shown.chars().count().checked_sub(chars) {
        None | Some(0) => shown,
        Some(over) => std::iter::once('…')
            .chain(shown.chars().skip(over + 1))
            .collect(),
    }
}
