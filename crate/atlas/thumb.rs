//! Rules of thumb: which calls let go of the GIL, in ten lines, and what to do about those that don't.
//!
//! Invariant: every line cites rows, and a test asks each of them: the rule says so, and where the row was measured the
//! measurement says so too.

use crate::rule::Verdict;
use serde::Serialize;

/// A line.
#[derive(Serialize)]
pub struct Thumb {
    /// What to remember.
    pub words: &'static str,
    /// What to search for to see its rows.
    pub search: &'static str,
    /// What it stands on.
    pub cites: &'static [Cite],
}

/// A row, and what the line says of it.
#[derive(Serialize)]
pub struct Cite {
    /// The call.
    pub call: &'static str,
    /// The shapes of its arrays, spaces between.
    pub shapes: &'static str,
    /// Of the elements.
    pub dtype: &'static str,
    /// Whose NumPy: `2.7` or `today`.
    pub era: &'static str,
    /// What it does.
    pub verdict: Verdict,
}

const fn cite(call: &'static str, shapes: &'static str, verdict: Verdict) -> Cite {
    Cite { call, shapes, dtype: "float64", era: "today", verdict }
}

use Verdict::{Holds, Releases};

/// In the order in which a reader needs them.
pub const TABLE: [Thumb; 1] = [Thumb {
    words: "numpy.linalg asks how much comes out: above 500 elements it lets go. A single det never does, inv does from 23×23 on.",
    search: "numpy.linalg",
    cites: &[
        cite("numpy.linalg.det(a)", "1500x1500", Holds),
        cite("numpy.linalg.inv(a)", "22x22", Holds),
        cite("numpy.linalg.inv(a)", "23x23", Releases),
    ],
}];
