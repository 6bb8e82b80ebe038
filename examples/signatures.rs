//! Makes signatures of fixed size and estimates resemblance from them, with an error bar.
//!
//! ```text
//! cargo run --release --example signatures
//! ```

use retold::Error;
use retold::shingle::{ShingleSet, ShingleSize};
use retold::sketch::{MinHasher, Signature};

const SOURCE: &str = include_str!("../fixtures/harbour_bridge/en/original.txt");
const COPY: &str = include_str!("../fixtures/harbour_bridge/en/near_copy.txt");

fn main() -> Result<(), Error> {
    let size = ShingleSize::REWORDING;
    let exact = ShingleSet::new(SOURCE, size).resemblance(&ShingleSet::new(COPY, size))?;
    println!("exact: {exact:.3}");
    for slots in [64, 256, 1024] {
        let hasher = MinHasher::new(slots, size)?;
        // The bytes are the same on every machine, so that they can be stored and sent.
        let bytes = hasher.sign(SOURCE).to_bytes();
        let estimate = Signature::from_bytes(&bytes)?.resemblance(&hasher.sign(COPY))?;
        println!("{:4} bytes: {estimate}", bytes.len());
    }
    Ok(())
}
