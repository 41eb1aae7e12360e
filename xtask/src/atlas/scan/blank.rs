//! Blanking what is no code, so that a name in a comment or a string is never found.
//!
//! Invariant: every line keeps its number and every character its column; a language differs only in what it hides.

/// The text with what `hidden` finds as spaces. It is given the rest of the text, never empty, and the character before,
/// and tells how many bytes to hide. The quote that opens a string stays, so that there is something.
pub(super) fn blank(text: &str, hidden: fn(&str, char) -> usize) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut last) = (text, ' ');
    while let Some(c) = rest.chars().next() {
        let length = hidden(rest, last);
        if length == 0 {
            out.push(c);
        } else {
            out.push(if matches!(c, '"' | '\'') { c } else { ' ' });
            // A line that goes on goes on.
            out.extend(rest[1..length].chars().map(|c| if matches!(c, '\n' | '\\') { c } else { ' ' }));
        }
        rest = &rest[length.max(c.len_utf8())..];
        last = c;
    }
    out
}

/// The length of the string at the start of `text`: to its quote, or to the end of the line where it has none.
pub(super) fn quoted(text: &str) -> usize {
    let mut characters = text.char_indices();
    let quote = characters.next().map(|(_, quote)| quote);
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' => drop(characters.next()),
            '\n' => return at,
            c if Some(c) == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a string in three quotes, if `text` starts with one.
pub(super) fn triple_quoted(text: &str) -> Option<usize> {
    let quotes = ["'''", "\"\"\""].into_iter().find(|quotes| text.starts_with(quotes))?;
    let mut from = 3;
    loop {
        let at = from + text.get(from..)?.find(quotes).unwrap_or(text.len() - from);
        let escapes = text[..at].bytes().rev().take_while(|&byte| byte == b'\\').count();
        if escapes % 2 == 0 || at == text.len() {
            return Some((at + 3).min(text.len()));
        }
        from = at + 1;
    }
}

/// The length of what is left of the line.
pub(super) fn line(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}
