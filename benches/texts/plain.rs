//! The least that any method must do with a text, which costs are compared with.

use std::collections::HashMap;

/// Converts to lower case, splits at what is no letter or digit, and numbers the distinct words.
pub(crate) fn intern(text: &str, ids: &mut HashMap<String, u32>) -> Vec<u32> {
    let lower = text.to_lowercase();
    let words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .map(|word| {
            if let Some(&id) = ids.get(word) {
                return id;
            }
            let id = ids.len() as u32;
            ids.insert(word.to_owned(), id);
            id
        })
        .collect()
}
