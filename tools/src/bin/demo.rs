//! Builds the demo: one HTML file that compares two pasted texts in the browser.
//!
//! ```text
//! cargo run --release -p retold-tools --bin demo -- target/demo.html
//! ```
//!
//! Needs the target `wasm32-unknown-unknown` (`rustup target add wasm32-unknown-unknown`).

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Parser;
use flate2::Compression;
use flate2::write::GzEncoder;

const TARGET: &str = "wasm32-unknown-unknown";

#[derive(Parser)]
struct Arguments {
    /// The file to write.
    out: PathBuf,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let status = Command::new(cargo)
        .args([
            "build",
            "--package",
            "retold-wasm",
            "--profile",
            "wasm",
            "--target",
            TARGET,
        ])
        .current_dir(&root)
        .status()?;
    if !status.success() {
        return Err(format!(
            "the module was not built: {status}. Is the target there? rustup target add {TARGET}"
        )
        .into());
    }
    let module = fs::read(target.join(TARGET).join("wasm/retold_wasm.wasm"))?;
    let page = fs::read_to_string(root.join("crates/wasm/page/index.html"))?;
    let page = page.replace("{{ module }}", &STANDARD.encode(gzip(&module)?));
    if let Some(folder) = arguments.out.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&arguments.out, &page)?;
    println!(
        "{}: {} bytes, of which the module {}",
        arguments.out.display(),
        page.len(),
        module.len()
    );
    Ok(())
}

/// Returns the bytes in the form that the page unpacks: text in base64 is a third longer, gzip more
/// than halves it before.
fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}
