//! A user's own text where it is shown: in a message, in a picture.
//!
//! Invariant: whatever stands in it, the result is one line that neither moves the cursor nor turns the direction of
//! what follows.

use std::fmt::Write;

/// A number of a message, as JSON has it; the formatter of `std` would add to what a page's reader waits for.
pub(crate) fn number(value: f64) -> String {
    let json = serde_json::to_string(&value).unwrap_or_default();
    match json.strip_suffix(".0") {
        Some(whole) => whole.into(),
        None if value.is_finite() => json,
        None => "infinite".into(),
    }
}

/// The text on one line.
pub(crate) fn one_line(text: &str) -> String {
    text.chars().map(|letter| if disturbs(letter) { ' ' } else { letter }).collect()
}

/// The text on one line, cut in the middle to at most so many letters: what tells names apart stands at the end.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most {
        return one_line(text);
    }
    let (head, tail) = (most / 2, (most - 1) / 2);
    let letters = text.chars().take(head).chain(['…']).chain(text.chars().skip(length - tail));
    one_line(&letters.collect::<String>())
}

/// JSON that says the same, with what disturbs written as `\u202e`: in JSON it can stand inside strings only.
pub(crate) fn calm(json: String) -> String {
    let disturbed = |letter: char| letter > '~' && disturbs(letter);
    if !json.contains(disturbed) {
        return json;
    }
    let mut calm = String::with_capacity(json.len() + 64);
    for letter in json.chars() {
        if disturbed(letter) {
            let _ = write!(calm, "\\u{:04x}", u32::from(letter));
        } else {
            calm.push(letter);
        }
    }
    calm
}

/// Line ends and other controls, and the marks that turn the direction of all text that follows.
fn disturbs(letter: char) -> bool {
    let turns =
        matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')
}
