//! What the reports call things.

use crate::align::Obfuscation;
#[cfg(feature = "html")]
use crate::scope::SetAsideReason;
use crate::score::{Interval, Verdict};
use crate::text::{Finding, FindingKind};

/// Returns in words how far a passage was reworded. Where a pair is judged independent, nothing
/// was: both have the text.
pub(super) fn rewording(verdict: Verdict, obfuscation: Obfuscation) -> &'static str {
    match (verdict, obfuscation) {
        (Verdict::Independent, Obfuscation::None) => "shared text, word for word",
        (Verdict::Independent, Obfuscation::Light) => "shared text, in nearly the same words",
        (Verdict::Independent, Obfuscation::Heavy) => "shared text, in other words",
        (Verdict::Independent, Obfuscation::Summary) => "shared text, shorter",
        (_, Obfuscation::None) => "word for word",
        (_, Obfuscation::Light) => "lightly reworded",
        (_, Obfuscation::Heavy) => "heavily reworded",
        (_, Obfuscation::Summary) => "summarised",
    }
}

/// Returns a number of passages, by the name that they have under a verdict.
pub(super) fn passages(verdict: Verdict, count: usize) -> String {
    match (verdict, count) {
        (Verdict::Independent, 1) => "1 stretch of shared text".to_owned(),
        (Verdict::Independent, 1..) => format!("{count} stretches of shared text"),
        _ => counted(count, "passage"),
    }
}

/// Returns what a reader calls all stretches that were set aside for one reason.
#[cfg(feature = "html")]
pub(super) fn set_aside(reason: SetAsideReason) -> &'static str {
    match reason {
        SetAsideReason::Quotation => "Quotations",
        SetAsideReason::Phrase => "Phrases named beforehand",
        SetAsideReason::Boilerplate => "Boilerplate",
        SetAsideReason::Bibliography => "Bibliography",
        SetAsideReason::Noise => "Data, addresses and code",
        SetAsideReason::LineMark => "Line numbers and time stamps",
        SetAsideReason::Heading => "Headings and bylines",
        SetAsideReason::Repeat => "Repeats within a text",
        SetAsideReason::RecurringBlock => "Blocks that other texts have too",
        SetAsideReason::SharedBlock => "Shared blocks that belong to neither story",
        SetAsideReason::SharedQuotation => "Quotations in both texts",
        SetAsideReason::ForeignStretch => "Text about another matter",
        SetAsideReason::Short => "Matches too short for a passage",
    }
}

/// Returns an interval of probabilities in percent, never rounded to certainty; `None` if none was
/// computed.
pub(super) fn interval(interval: Interval) -> Option<String> {
    let percent = |probability: f64| match 100.0 * probability {
        percent if percent < 1.0 => "under 1".to_owned(),
        percent if percent > 99.0 => "over 99".to_owned(),
        percent => format!("{percent:.0}"),
    };
    let (low, high) = (percent(interval.low), percent(interval.high));
    match interval.high {
        high if high <= 0.0 => None,
        _ if low == high => Some(format!("{low} %")),
        _ => Some(format!("{low} to {high} %")),
    }
}

/// Returns a finding with its count; `None` for what any careless text has, such as odd spaces.
pub(super) fn evasion(finding: &Finding) -> Option<String> {
    Some(format!("{} ({})", trick(finding.kind)?, finding.count))
}

/// Returns a trick on the machine; `None` for what any careless text has.
pub(super) fn trick(kind: FindingKind) -> Option<&'static str> {
    match kind {
        FindingKind::Lookalike => Some("lookalike letters"),
        FindingKind::Invisible => Some("invisible characters"),
        FindingKind::Directional => Some("controls of the direction of text"),
        FindingKind::CombiningMark => Some("stray combining marks"),
        FindingKind::WidthForm => Some("letters of another width or style"),
        FindingKind::OddSpace
        | FindingKind::LineHyphen
        | FindingKind::MissingSpace
        | FindingKind::Unread => None,
    }
}

/// Returns a number of things.
pub(super) fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_never_certain() {
        let said = |low, high| interval(Interval { low, high });
        assert_eq!(said(0.651, 0.98).as_deref(), Some("65 to 98 %"));
        assert_eq!(said(0.001, 0.03).as_deref(), Some("under 1 to 3 %"));
        assert_eq!(said(0.995, 0.9999).as_deref(), Some("over 99 %"));
        assert_eq!(said(0.0, 0.0), None);
    }

    /// Text that two independent texts have was not reworded by anybody.
    #[test]
    fn passages_of_independent_texts_are_shared_text() {
        for obfuscation in [
            Obfuscation::None,
            Obfuscation::Light,
            Obfuscation::Heavy,
            Obfuscation::Summary,
        ] {
            assert!(rewording(Verdict::Independent, obfuscation).starts_with("shared text"));
            assert!(!rewording(Verdict::HeavyRewrite, obfuscation).contains("shared"));
        }
        assert_eq!(
            passages(Verdict::Independent, 2),
            "2 stretches of shared text"
        );
        assert_eq!(passages(Verdict::Independent, 0), "0 passages");
    }
}
