//! The name of everything that decides what the functions return.

use std::sync::LazyLock;

use retold::Detector;
use retold::shingle::ShingleSize;
use retold::sketch::MinHasher;

/// Returns the scheme under which this process computes: the version of the package, the number of
/// the scheme of stems, and a fingerprint of what the functions return for two built-in texts.
///
/// Two processes of one scheme return the same values. The jobs pass the scheme of the client with
/// every call, and a function refuses a call under another scheme, so that the answers of workers
/// of different versions are never mixed.
///
/// ```
/// assert!(retold_datafusion::scheme().starts_with(env!("CARGO_PKG_VERSION")));
/// ```
pub fn scheme() -> &'static str {
    static SCHEME: LazyLock<String> = LazyLock::new(|| {
        format!(
            "{}/{}/{:016x}",
            env!("CARGO_PKG_VERSION"),
            retold::text::SCHEME,
            probe()
        )
    });
    &SCHEME
}

const SOURCE: &str = "The lock gates at Harrow Weir failed shortly after six on Friday evening, and 41 narrowboats were left \
    aground between the weir and Tolland Bridge. Engineer Maud Ferrier said a steel pin fitted in 1987 had sheared. No one was \
    hurt. The waterways board expects to refill the pound by 14 June, once both gates have been lifted and inspected.";
const SUSPICIOUS: &str = "More than forty narrowboats lay stranded below Harrow Weir after its lock gates gave way on Friday. \
    A steel pin that had been fitted in 1987 sheared shortly after six, according to the engineer, Maud Ferrier. Both gates will \
    be lifted out, and the board hopes to have water back as far as Tolland Bridge by 14 June.";

/// Hashes (FNV-1a) what the functions rest on. The number of the scheme of stems covers the stems
/// of every language; this covers signatures, the order of terms and the score.
fn probe() -> u64 {
    let detector = Detector::default();
    let (source, suspicious) = (detector.document(SOURCE), detector.document(SUSPICIOUS));
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut take = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    };
    if let Ok(hasher) = MinHasher::new(64, ShingleSize::REWORDING) {
        take(&hasher.sign(SOURCE).to_bytes());
    }
    for stem in source.rarest(usize::MAX) {
        take(&source.stems()[stem].hash().to_le_bytes());
    }
    let comparison = detector.compare_documents(&source, &suspicious);
    for value in [
        comparison.score.probability,
        comparison.reused,
        comparison.covered,
    ] {
        take(&value.to_bits().to_le_bytes());
    }
    for passage in &comparison.passages {
        let (source, suspicious) = (passage.source, passage.suspicious);
        for offset in [source.start, source.end, suspicious.start, suspicious.end] {
            take(&(offset as u64).to_le_bytes());
        }
    }
    hash
}
