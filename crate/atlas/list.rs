//! Every call of one era, each by the arrays that it is shown with.
//!
//! Invariant: a row for each call and type that was measured; the verdict is the rule's on the shapes that stand there.

use crate::advice::is_todays;
use crate::dtype::Dtype;
use crate::functions;
use crate::measured::{self, Row};
use crate::rule::{Edition, Function, Verdict};
use crate::shape;
use serde::Serialize;

/// Whose NumPy and SciPy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Era {
    /// Of Python 2.7: NumPy 1.5.1 and SciPy 0.9.0.
    Python27,
    /// The newest that were read, which were measured too.
    Today,
}

impl Era {
    /// `2.7` or `today`.
    ///
    /// # Errors
    /// Names both.
    pub fn parse(name: &str) -> Result<Self, String> {
        match name {
            "2.7" => Ok(Era::Python27),
            "today" => Ok(Era::Today),
            _ => Err(format!("era {name:?} is not in the atlas: use 2.7 or today")),
        }
    }

    /// The version that a call is read in.
    pub fn read(self, call: &str) -> Option<&'static str> {
        let scipy = functions::all().any(|function| function.call == call && function.name.starts_with("scipy."));
        (self == Era::Python27).then_some(if scipy { "scipy 0.9.0" } else { "numpy 1.5.1" })
    }

    fn edition(self, function: &Function) -> Option<&'static Edition> {
        let read = self.read(function.call);
        function.editions.iter().find(|edition| read.map_or_else(|| is_todays(edition), |read| edition.read == read))
    }
}

/// A call with elements of one type.
#[derive(Serialize)]
pub struct Listed {
    /// As one writes it.
    pub call: &'static str,
    /// Its name in the documentation.
    pub function: &'static str,
    /// Of the elements.
    pub dtype: &'static str,
    /// The shapes that it is shown with, spaces between.
    pub shapes: String,
    /// On these.
    pub verdict: Verdict,
    /// On all: whether the shape decides.
    pub overall: Verdict,
    /// For which part of the time the GIL was free on these shapes; none where that was not measured.
    pub free: Option<f64>,
}

/// The calls that the era has.
pub fn rows(era: Era) -> Vec<Listed> {
    functions::all()
        .filter_map(|function| era.edition(function).map(|edition| (function, edition)))
        .flat_map(|(function, edition)| {
            let measured: Vec<&Row> = measured::of(function.call).collect();
            let mut dtypes: Vec<&str> = measured.iter().map(|row| row.dtype.as_str()).collect();
            dtypes.dedup();
            dtypes
                .into_iter()
                .filter_map(|name| {
                    let row = foremost(measured.iter().copied().filter(|row| row.dtype == name))?;
                    let dtype = Dtype::parse(name).ok()?;
                    let shapes =
                        row.shapes.iter().map(|text| shape::parse(text)).collect::<Result<Vec<_>, _>>().ok()?;
                    Some(Listed {
                        call: function.call,
                        function: function.name,
                        dtype: dtype.name(),
                        shapes: row.shapes.join(" "),
                        verdict: edition.verdict(&shapes, dtype).ok()?,
                        overall: edition.verdict(&[], dtype).ok()?,
                        free: (era == Era::Today).then_some(row.free),
                    })
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The row that a call is shown by: the one that takes longest.
fn foremost<'r>(rows: impl Iterator<Item = &'r Row>) -> Option<&'r Row> {
    rows.max_by(|a, b| a.ms.total_cmp(&b.ms))
}
