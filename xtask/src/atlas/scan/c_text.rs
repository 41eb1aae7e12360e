//! The text of C and C++ as words and marks, with the line of each.
//!
//! Invariant: what stands in a comment, a string or a directive is no token; a definition and a condition are one each.

use std::iter::Peekable;
use std::str::CharIndices;

use super::blank::{blank, quoted};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) line: u32,
    pub(super) what: What<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What<'a> {
    /// A name, a number or a template's `@name@`.
    Word(&'a str),
    Mark(char),
    /// `#if`, `#ifdef`, `#ifndef`.
    If,
    /// `#else`, `#elif`.
    Else,
    Endif,
    /// `#define`, with whatever continues it.
    Define {
        name: &'a str,
        body: &'a str,
    },
}

/// The text with comments and the insides of strings as spaces.
pub(super) fn blanked(text: &str) -> String {
    blank(text, |rest, last| match rest.as_bytes()[0] {
        b'/' if rest.starts_with("//") => line_end(rest),
        b'/' if rest.starts_with("/*") => rest[2..].find("*/").map_or(rest.len(), |end| end + 4),
        b'"' if last == 'R' => raw_string(rest).unwrap_or_else(|| quoted(rest)),
        // Between digits it is C++'s separator.
        b'\'' if last.is_ascii_hexdigit() => 0,
        b'"' | b'\'' => quoted(rest),
        _ => 0,
    })
}

/// Up to the end of the line, or of the lines that continue it.
fn line_end(text: &str) -> usize {
    let mut ends = text.match_indices('\n').map(|(at, _)| at);
    ends.find(|&at| !text[..at].trim_end_matches('\r').ends_with('\\')).unwrap_or(text.len())
}

/// The length of `"mark( … )mark"`, which follows an R.
fn raw_string(text: &str) -> Option<usize> {
    let (mark, _) = text[1..].split_once('(')?;
    let end = format!("){mark}\"");
    (mark.len() <= 16).then(|| text.find(&end).map_or(text.len(), |at| at + end.len()))
}

/// The words and marks of a blanked text.
pub(super) fn tokens(blanked: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut line, mut fresh) = (1, true);
    let mut characters = blanked.char_indices().peekable();
    while let Some((start, c)) = characters.next() {
        match c {
            '\n' => (line, fresh) = (line + 1, true),
            '#' if fresh => {
                let end = start + line_end(&blanked[start..]);
                tokens.extend(directive(&blanked[start + 1..end]).map(|what| Token { line, what }));
                line += blanked[start..end].matches('\n').count() as u32;
                while characters.next_if(|&(at, _)| at < end).is_some() {}
            }
            c if c.is_whitespace() || c == '\\' => {}
            c => {
                fresh = false;
                let what = if in_word(c) { What::Word(word(blanked, start, &mut characters)) } else { What::Mark(c) };
                tokens.push(Token { line, what });
            }
        }
    }
    tokens
}

fn word<'a>(text: &'a str, start: usize, characters: &mut Peekable<CharIndices<'_>>) -> &'a str {
    let mut end = start + 1;
    while let Some((at, c)) = characters.next_if(|&(_, c)| in_word(c)) {
        end = at + c.len_utf8();
    }
    &text[start..end]
}

/// The words of a text that is blanked already.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !in_word(c)).filter(|word| !word.is_empty())
}

/// numpy's templates write names as `@TYPE@_dot`.
fn in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '@'
}

fn directive(text: &str) -> Option<What<'_>> {
    let text = text.trim_start();
    let (name, rest) = text.split_at(text.find(|c| !in_word(c)).unwrap_or(text.len()));
    match name {
        "if" | "ifdef" | "ifndef" => Some(What::If),
        "else" | "elif" => Some(What::Else),
        "endif" => Some(What::Endif),
        "define" => {
            let rest = rest.trim_start();
            let (name, body) = rest.split_at(rest.find(|c| !in_word(c)).unwrap_or(rest.len()));
            Some(What::Define { name, body })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let text = blanked(text);
        let found = tokens(&text).into_iter().filter_map(|token| match token.what {
            What::Word(word) => Some(format!("{}:{word}", token.line)),
            _ => None,
        });
        found.collect()
    }

    #[test]
    fn comments_and_strings_hide_names_and_keep_lines() {
        let text = "a /* b\n c */ d // e \\\n f\n\"g\\\"h\" i 'j' k\n";
        assert_eq!(found(text), ["1:a", "2:d", "4:i", "4:k"]);
        assert_eq!(found("R\"x(a \" b)x\" c 1'000 d"), ["1:R", "1:c", "1:1", "1:000", "1:d"]);
    }

    #[test]
    fn a_quote_without_an_end_hides_its_line_only() {
        assert_eq!(found("#error don't\na \"b\nc"), ["2:a", "3:c"]);
    }

    #[test]
    fn directives_are_no_code_however_long() {
        assert_eq!(found("#define A(x) \\\n  B; \\\n  C\n  # include <d>\ne # f"), ["5:e", "5:f"]);
    }
}
