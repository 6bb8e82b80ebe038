//! Families of the fixtures.

use proptest::prelude::*;

use super::*;

const CABLE_CAR: [&str; 8] = [
    include_str!("../../fixtures/cable_car/en/original.txt"),
    include_str!("../../fixtures/cable_car/en/light_rewrite.txt"),
    include_str!("../../fixtures/cable_car/en/heavy_rewrite.txt"),
    include_str!("../../fixtures/cable_car/en/summary.txt"),
    include_str!("../../fixtures/cable_car/en/rewrite_of_rewrite.txt"),
    include_str!("../../fixtures/cable_car/en/independent_report_1.txt"),
    include_str!("../../fixtures/cable_car/en/independent_report_2.txt"),
    include_str!("../../fixtures/cable_car/en/independent_report_3.txt"),
];

const BRIDGE: [&str; 3] = [
    include_str!("../../fixtures/harbour_bridge/en/original.txt"),
    include_str!("../../fixtures/harbour_bridge/en/heavy_rewrite.txt"),
    include_str!("../../fixtures/harbour_bridge/en/independent_report.txt"),
];

fn families(texts: &[&str], options: &FamilyOptions) -> Families {
    let detector = Detector::default();
    detector.families(&detector.documents(texts), options)
}

fn groups_of(families: &Families) -> Vec<Vec<usize>> {
    let texts = |family: &Family| family.members.iter().map(|member| member.text).collect();
    families.families.iter().map(texts).collect()
}

fn parents_of(families: &Families, count: usize) -> Vec<Option<usize>> {
    let parent = |text: usize| {
        families
            .member(text)
            .and_then(|(_, member)| member.descent.parent())
    };
    (0..count).map(parent).collect()
}

#[test]
fn one_story_told_five_times_and_three_reports_have_four_origins() {
    let found = families(&CABLE_CAR, &FamilyOptions::default());
    assert_eq!(
        groups_of(&found),
        [vec![0, 1, 2, 3, 4], vec![5], vec![6], vec![7]]
    );
    assert_eq!(found.families[0].original(), Some(0));
    let parents = parents_of(&found, 5);
    assert_eq!(
        (parents[0], parents[1], parents[3]),
        (None, Some(0), Some(0))
    );
    // The light rewrite kept so much of the original that the heavy one might go back to either.
    assert!(matches!(parents[2], None | Some(0 | 1)), "{parents:?}");
    let listed = found.member(4).map(|(_, member)| &member.likely_parents);
    assert!(
        listed.is_some_and(|listed| listed.iter().any(|parent| parent.text == 2)),
        "{found:?}"
    );
    assert!((found.origins.low..=found.origins.high).contains(&4));
    assert!(matches!(found.families[1].origin, FamilyOrigin::Alone));
}

#[test]
fn two_stories_stay_apart() {
    let texts = [&CABLE_CAR[..3], &BRIDGE[..]].concat();
    let found = families(&texts, &FamilyOptions::default());
    assert_eq!(groups_of(&found), [vec![0, 1, 2], vec![3, 4], vec![5]]);
}

/// Rewrites whose common source is not among them are not made out to be made from one another.
#[test]
fn siblings_without_their_source_are_one_family() {
    let siblings = [CABLE_CAR[2], CABLE_CAR[3], CABLE_CAR[6]];
    let found = families(&siblings, &FamilyOptions::default());
    assert_eq!(groups_of(&found), [vec![0, 1], vec![2]]);
    let with_source = families(&CABLE_CAR[..4], &FamilyOptions::default());
    assert!(found.families[0].source_missing > with_source.families[0].source_missing);
}

#[test]
fn a_text_does_not_come_from_a_later_one() {
    // The original is said to be the last.
    let dates: Vec<Option<i64>> = [9, 1, 2, 3, 4].map(Some).to_vec();
    let found = families(
        &CABLE_CAR[..5],
        &FamilyOptions::default().with_dates(dates.clone()),
    );
    let parents = parents_of(&found, 5);
    assert_ne!(found.families[0].original(), Some(0));
    for (child, parent) in parents.iter().enumerate() {
        assert!(
            parent.is_none_or(|parent| dates[parent] <= dates[child]),
            "{parents:?}"
        );
    }
}

/// A text without a date allows everything; equal dates allow both directions; a date that agrees
/// with the text changes nothing.
#[test]
fn dates_bind_only_where_both_texts_have_one() {
    let texts = &CABLE_CAR[..5];
    let plain = families(texts, &FamilyOptions::default());
    let dated = |dates: Vec<Option<i64>>| {
        families(texts, &FamilyOptions::default().with_dates(dates)).families
    };
    assert_eq!(dated(vec![None; 5]), plain.families);
    assert_eq!(dated(vec![Some(7); 5]), plain.families);
    // Shorter than the texts, and a date on one text alone.
    assert_eq!(dated(vec![Some(7)]), plain.families);
    // The original is dated after its light rewrite, so that this cannot come from it.
    let swapped = dated(vec![Some(2), Some(1)]);
    let parents = parents_of(
        &Families {
            families: swapped.clone(),
            ..plain
        },
        5,
    );
    assert_ne!(parents[1], Some(0));
    assert_ne!(swapped[0].original(), Some(0));
}

#[test]
fn texts_known_to_be_of_one_origin_are_not_parted() {
    let found = families(&CABLE_CAR, &FamilyOptions::default().with_one_origin());
    assert_eq!(
        (found.families.len(), found.origins.low, found.origins.high),
        (1, 1, 1)
    );
}

#[test]
fn nothing_and_wordless_texts_are_in_no_family() {
    assert_eq!(families(&[], &FamilyOptions::default()).origins.count, 0);
    assert_eq!(
        families(&[], &FamilyOptions::default().with_one_origin())
            .origins
            .count,
        0
    );
    let found = families(&["", CABLE_CAR[0], " \n… "], &FamilyOptions::default());
    assert_eq!(
        (
            found.wordless,
            groups_of(&families(&["", CABLE_CAR[0]], &FamilyOptions::default()))
        ),
        (vec![0, 2], vec![vec![1]])
    );
}

/// Copies of one text are one family without a made-up order: each is as likely the original as the
/// others.
#[test]
fn copies_are_one_family_of_undecided_order() {
    let found = families(&[CABLE_CAR[0]; 4], &FamilyOptions::default());
    assert_eq!(groups_of(&found), [vec![0, 1, 2, 3]]);
    assert!(
        matches!(found.families[0].origin, FamilyOrigin::Undecided { .. }),
        "{found:?}"
    );
    let dated = FamilyOptions::default().with_dates(vec![Some(3), Some(1), Some(2), Some(2)]);
    assert_eq!(
        families(&[CABLE_CAR[0]; 4], &dated).families[0].original(),
        Some(1)
    );
}

/// A family with more texts than all trees are added up for still has one original and a tree.
#[test]
fn a_large_family_is_put_in_order() {
    let sentences: Vec<&str> = CABLE_CAR[0].split_inclusive(". ").collect();
    let without = |left_out: usize| {
        let kept = sentences
            .iter()
            .enumerate()
            .filter(|(at, _)| at % 20 != left_out % 20 && at % 19 != left_out / 20);
        kept.map(|(_, sentence)| *sentence).collect::<String>()
    };
    let mut texts = vec![CABLE_CAR[0].to_owned()];
    texts.extend((0..50).map(without));
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let found = families(&texts, &FamilyOptions::default());
    assert_eq!(found.families.len(), 1);
    assert_eq!(found.families[0].members.len(), 51);
    for member in &found.families[0].members {
        let sum: f64 = member
            .likely_parents
            .iter()
            .map(|parent| parent.probability)
            .sum();
        assert!((0.0..=1.0 + 1e-9).contains(&sum));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    /// Invariant 4: the order of the texts changes nothing but their numbers.
    #[test]
    fn the_order_of_texts_changes_nothing(order in Just((0..8_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let plain = families(&CABLE_CAR, &FamilyOptions::default());
        let shuffled: Vec<&str> = order.iter().map(|&text| CABLE_CAR[text]).collect();
        let found = families(&shuffled, &FamilyOptions::default());
        prop_assert_eq!(found.origins, plain.origins);
        for (text, &number) in order.iter().enumerate() {
            let (Some((family, member)), Some((other_family, other))) = (found.member(text), plain.member(number)) else {
                return Err(TestCaseError::fail("a text is in no family"));
            };
            prop_assert_eq!(family.source_missing, other_family.source_missing);
            prop_assert_eq!(member.one_origin, other.one_origin);
            prop_assert_eq!(member.descent.parent().map(|parent| order[parent]), other.descent.parent());
            let probabilities = |member: &Member| member.likely_parents.iter().map(|parent| parent.probability).collect::<Vec<_>>();
            prop_assert_eq!(probabilities(member), probabilities(other));
        }
    }
}
