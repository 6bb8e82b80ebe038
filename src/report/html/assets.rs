//! The styles and scripts of the pages, and the policy that lets nothing else run.
//!
//! A page carries its styles and scripts. Its content security policy names each by hash and
//! forbids everything else, so that nothing in a text could run or load even if it weren't escaped.

use std::fmt;

/// A style or a script with its hash, as a content security policy names it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asset {
    pub(super) content: &'static str,
    sha256: &'static str,
}

/// What every page looks like.
pub(super) const STYLE: Asset = Asset {
    content: include_str!("page.css"),
    sha256: "zjM9YdXm/Mti9Qj4YfVlxMox2m1y9KYg+TO2Nz9+0KE=",
};

/// What the scripts of the pages with texts share; comes before them.
pub(super) const TEXTS: Asset = Asset {
    content: include_str!("texts.js"),
    sha256: "7Rttd4eVbnpGpRMcFsqGW/2Gai0/evoLngCQSht4AXE=",
};

/// Links the texts of a comparison.
pub(super) const COMPARISON: Asset = Asset {
    content: include_str!("comparison.js"),
    sha256: "PUpExWaJmX/5nutaqLvdvqnyEZ+fGWoVQhEUrjtjA4Y=",
};

/// Counts and links the sources of a text.
pub(super) const SOURCES: Asset = Asset {
    content: include_str!("sources.js"),
    sha256: "5c2GylVmvZvJ4l0HGSWnKupw44uK2x5cuqxwmCwSWb8=",
};

/// What the page of a text's sources has beyond [`STYLE`].
pub(super) const SOURCES_STYLE: Asset = Asset {
    content: include_str!("sources.css"),
    sha256: "uP7CtAjQZTLnqoDYk34vSPe+ZWj3yPYBkqXcFQvtcCM=",
};

/// What the page of families has beyond [`STYLE`].
pub(super) const FAMILY_STYLE: Asset = Asset {
    content: include_str!("family.css"),
    sha256: "+s1P+GJGk4veB8w1XCTQcy+mHYU2UM1q07pLFJNDP+0=",
};

/// Sorts tables.
pub(super) const TABLE: Asset = Asset {
    content: include_str!("table.js"),
    sha256: "mX0i9oWMkaZjpblpIb4Uf+7tzr0jtyEdAzeucm4ADuw=",
};

/// The content security policy of a page with these styles and scripts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Policy<'a> {
    pub(super) styles: &'a [Asset],
    pub(super) scripts: &'a [Asset],
}

impl fmt::Display for Policy<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("default-src 'none'")?;
        for (of, assets) in [("style-src", self.styles), ("script-src", self.scripts)] {
            write!(out, "; {of}")?;
            for asset in assets {
                write!(out, " 'sha256-{}'", asset.sha256)?;
            }
        }
        out.write_str("; img-src data:; base-uri 'none'; form-action 'none'")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    /// A browser refuses a style or a script whose hash is another.
    #[test]
    fn hashes_are_those_of_the_files() {
        for (name, asset) in [
            ("page.css", STYLE),
            ("texts.js", TEXTS),
            ("comparison.js", COMPARISON),
            ("sources.js", SOURCES),
            ("sources.css", SOURCES_STYLE),
            ("family.css", FAMILY_STYLE),
            ("table.js", TABLE),
        ] {
            let hash = base64(&Sha256::digest(asset.content));
            assert_eq!(
                asset.sha256, hash,
                "{name} has changed: put {hash} into src/report/html/assets.rs"
            );
        }
    }

    /// An asset that held the end tag of its element would end it early.
    #[test]
    fn no_asset_closes_its_element() {
        for asset in [
            STYLE,
            TEXTS,
            COMPARISON,
            SOURCES,
            SOURCES_STYLE,
            FAMILY_STYLE,
            TABLE,
        ] {
            assert!(
                !asset.content.contains("</")
                    && !asset.content.contains("<!--")
                    && asset.content.is_ascii()
            );
        }
    }

    fn base64(bytes: &[u8]) -> String {
        const ALPHABET: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let quad = |chunk: &[u8]| {
            let bits = chunk
                .iter()
                .fold(0u32, |bits, &byte| bits << 8 | u32::from(byte))
                << (8 * (3 - chunk.len()));
            (0..4)
                .map(move |at| ALPHABET[(bits >> (18 - 6 * at)) as usize & 63] as char)
                .take(chunk.len() + 1)
                .collect::<String>()
        };
        let mut text: String = bytes.chunks(3).map(quad).collect();
        while !text.len().is_multiple_of(4) {
            text.push('=');
        }
        text
    }
}
