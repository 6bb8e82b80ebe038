//! What the reports call things.

use crate::align::Obfuscation;
use crate::text::{Finding, FindingKind};

/// Returns in words how far a passage was reworded.
pub(super) fn rewording(obfuscation: Obfuscation) -> &'static str {
    match obfuscation {
        Obfuscation::None => "word for word",
        Obfuscation::Light => "lightly reworded",
        Obfuscation::Heavy => "heavily reworded",
        Obfuscation::Summary => "summarised",
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
