//! `# pythran export` in Python: the wrapper that Pythran writes for such a function releases the GIL around the whole call.
//!
//! Invariant: a comment that exports is a place, under the name that it exports; the function itself holds nothing and
//! releases nothing, and does neither where a package is built without Pythran.

use super::Place;
use crate::atlas::kind;

pub(super) fn places(text: &str) -> Vec<Place> {
    let exports = text.lines().zip(1..).filter_map(|(line, number)| Some((exported(line)?, number)));
    let place = |(name, line): (&str, u32)| Place { line, function: name.to_owned(), kind: kind::PYTHRAN_EXPORT };
    exports.map(place).collect()
}

/// The name in `# pythran export NAME(types)`.
fn exported(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix('#')?.trim_start().strip_prefix("pythran")?;
    let rest = rest.trim_start().strip_prefix("export")?;
    let name = rest.split('(').next()?.trim();
    (rest.starts_with(' ') && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_that_exports_is_a_place() {
        let text = "#pythran export f(int[:,:], int)\n#  pythran export f(float)\ndef f(a, n):\n    # pythran is fast\n    return 'pythran export'\n";
        let found: Vec<_> = places(text).into_iter().map(|place| (place.line, place.function)).collect();
        assert_eq!(found, [(1, "f".to_owned()), (2, "f".to_owned())]);
    }
}
