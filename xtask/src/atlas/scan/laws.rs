//! What holds of every scanner for any text at all.

use proptest::prelude::*;

use super::{ENDINGS, unknown_macros};

/// Fragments that scanners look at, in any order: more likely to lead somewhere than random characters.
const FRAGMENTS: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "::",
    "~",
    ";",
    ":",
    "=",
    "\\",
    "\n",
    "\n    ",
    "\"",
    "'",
    "'''",
    "\"\"\"",
    "/*",
    "*/",
    "//",
    "#",
    "!",
    "\n#if ",
    "\n#else\n",
    "\n#endif\n",
    "\n#define ",
    "R\"",
    "template",
    "class ",
    "extern ",
    "from ",
    "cdef ",
    "def ",
    "with ",
    "nogil",
    "subroutine ",
    "function ",
    "end ",
    "threadsafe",
    "f",
    "é",
    "NPY_BEGIN_THREADS",
    "PyEval_SaveThread",
    "gil_scoped_release",
];

fn text() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![8 => prop::sample::select(FRAGMENTS).prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec(fragment, 0..60).prop_map(|fragments| fragments.concat())
}

proptest! {
    #[test]
    fn a_scanner_takes_any_text_and_finds_lines_that_are_there(text in text()) {
        unknown_macros(&text);
        for (language, _) in ENDINGS {
            let lines = text.lines().count() as u32;
            prop_assert!(language.places(&text).iter().all(|place| (1..=lines).contains(&place.line)));
        }
    }

    #[test]
    fn places_come_in_the_order_of_the_text(text in text()) {
        for (language, _) in ENDINGS {
            prop_assert!(language.places(&text).is_sorted_by_key(|place| place.line));
        }
    }
}
