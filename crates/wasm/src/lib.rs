//! `retold` for a browser: two texts in, the page of their comparison out.
//!
//! The interface is three functions over the module's memory, which any JavaScript engine can call
//! without generated bindings. The caller asks [`retold_input`] for room for each text, writes
//! UTF-8 there, calls [`retold_compare`], and reads the page, UTF-8 as well, at [`retold_output`].
//! Nothing is sent anywhere. `page/index.html` is such a caller.

use std::cell::RefCell;

use retold::Detector;

/// The texts of the next comparison and the page of the last one.
#[derive(Default)]
struct Exchange {
    source: Vec<u8>,
    suspicious: Vec<u8>,
    page: String,
}

thread_local! {
    static EXCHANGE: RefCell<Exchange> = RefCell::default();
}

/// Returns the address of `len` bytes for a text: the source if `which` is 0, else the suspicious
/// text.
///
/// The address holds until the next call of this function with the same `which`.
#[unsafe(no_mangle)]
pub extern "C" fn retold_input(which: u32, len: usize) -> *mut u8 {
    EXCHANGE.with_borrow_mut(|exchange| {
        let text = match which {
            0 => &mut exchange.source,
            _ => &mut exchange.suspicious,
        };
        text.clear();
        text.resize(len, 0);
        text.as_mut_ptr()
    })
}

/// Compares the two texts and returns the length of the page in bytes.
///
/// Bytes that are not UTF-8 count as U+FFFD. Costs near-linear time in both texts.
#[unsafe(no_mangle)]
pub extern "C" fn retold_compare() -> usize {
    EXCHANGE.with_borrow_mut(|exchange| {
        let source = String::from_utf8_lossy(&exchange.source);
        let suspicious = String::from_utf8_lossy(&exchange.suspicious);
        exchange.page = page(&source, &suspicious);
        exchange.page.len()
    })
}

/// Returns the address of the page of the last comparison. It holds until the next one.
#[unsafe(no_mangle)]
pub extern "C" fn retold_output() -> *const u8 {
    EXCHANGE.with_borrow(|exchange| exchange.page.as_ptr())
}

/// Returns the page of a comparison with its edits and its table of sentences.
fn page(source: &str, suspicious: &str) -> String {
    let mut align = retold::align::AlignOptions::default();
    align.edits = true;
    let detector = Detector::builder().align(align).sentences(true).build();
    // Without switches, which would take eight times as long before anything is shown.
    detector
        .compare(source, suspicious)
        .to_html(source, suspicious)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page shows what the library says of the pair.
    #[test]
    fn the_page_is_that_of_the_comparison() {
        let text = "The barge struck the third pier of the bridge before dawn, and the crossing was closed.";
        assert!(page(text, text).contains("third pier"));
    }
}
