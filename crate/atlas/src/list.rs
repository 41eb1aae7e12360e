//! Every call of one era, each with the word that is true of it for ordinary arrays.
//!
//! Invariant: a row for each call and type that was measured; its verdict is the answer's on the shapes that stand there.

use crate::advice::is_todays;
use crate::answer;
use crate::cost::LEAST_MS;
use crate::dtype::Dtype;
use crate::functions;
use crate::measured::{self, Row};
use crate::rule::{Edition, Function, Verdict};
use crate::shape;
use serde::Serialize;

/// Whose NumPy and SciPy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Era {
    /// Of Python 2.7: NumPy 1.5.1 and SciPy 0.9.0.
    #[serde(rename = "2.7")]
    Python27,
    /// The newest that were read, which were measured too.
    #[serde(rename = "today")]
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
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Listed {
    /// As one writes it.
    pub call: &'static str,
    /// Its name in the documentation.
    pub function: &'static str,
    /// Of the elements.
    pub dtype: &'static str,
    /// The shapes that the verdict is about, spaces between; empty for all.
    pub shapes: String,
    /// Shapes that the call takes, the longest measured; empty where it takes no array.
    pub example: String,
    /// On ordinary arrays: `depends` where these do not agree.
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
            let of_type = |dtype: &str| measured.iter().copied().filter(|row| row.dtype == dtype).collect::<Vec<_>>();
            let listed = |dtype: &&str| listed(era, function, edition, Dtype::parse(dtype).ok()?, &of_type(dtype));
            dtypes.iter().filter_map(listed).collect::<Vec<_>>()
        })
        .collect()
}

fn listed(
    era: Era,
    function: &'static Function,
    edition: &'static Edition,
    dtype: Dtype,
    rows: &[&Row],
) -> Option<Listed> {
    let ordinary = ordinary(rows);
    let verdict = |row: &&Row| {
        let shapes = row.shapes.iter().map(|text| shape::parse(text)).collect::<Result<Vec<_>, _>>().ok()?;
        let verdict = edition.verdict(&shapes, dtype).ok()?;
        Some(if era == Era::Today && verdict != row.verdict { Verdict::Depends } else { verdict })
    };
    let verdicts = ordinary.iter().map(verdict).collect::<Option<Vec<_>>>()?;
    let verdict = verdicts.iter().copied().reduce(|a, b| if a == b { a } else { Verdict::Depends })?;
    let shown = foremost(&ordinary).filter(|_| verdict != Verdict::Depends);
    let on_all = edition.verdict(&[], dtype).ok()?;
    let otherwise = era == Era::Today && rows.iter().any(|row| !row.shapes.is_empty() && !answer::agrees(edition, row));
    Some(Listed {
        call: function.call,
        function: function.name,
        dtype: dtype.name(),
        shapes: shown.map_or_else(String::new, |row| row.shapes.join(" ")),
        example: foremost(rows)?.shapes.join(" "),
        verdict,
        overall: if otherwise { Verdict::Depends } else { on_all },
        free: shown.filter(|_| era == Era::Today).map(|row| row.free),
    })
}

/// The rows of arrays as people mostly have them where threads are worth a thought: one problem, of a millisecond or
/// more; the longest where none takes that.
fn ordinary<'r>(rows: &[&'r Row]) -> Vec<&'r Row> {
    let dimensions = |row: &Row| row.shapes.first().map_or(0, |shape| shape.split('x').count());
    let least = rows.iter().map(|row| dimensions(row)).min().unwrap_or(0);
    let batch = |row: &Row| dimensions(row) > 2 && least <= 2;
    let long: Vec<&Row> = rows.iter().copied().filter(|row| row.ms >= LEAST_MS && !batch(row)).collect();
    if long.is_empty() { foremost(rows).into_iter().collect() } else { long }
}

/// The row that takes longest.
fn foremost<'r>(rows: &[&'r Row]) -> Option<&'r Row> {
    rows.iter().copied().max_by(|a, b| a.ms.total_cmp(&b.ms))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Question;

    #[test]
    fn a_rows_word_is_true_for_ordinary_arrays_and_is_the_answers() {
        for era in [Era::Today, Era::Python27] {
            for row in rows(era) {
                let read = era.read(row.call);
                let (shapes, dtype) = (shape::parse_all(&row.shapes).unwrap(), Dtype::parse(row.dtype).unwrap());
                let answer = answer::ask(&Question { function: row.call, shapes, dtype, read }).unwrap();
                assert_eq!(answer.verdict, row.verdict, "{} {}", row.call, row.dtype);
                let all = answer::ask(&Question { function: row.call, shapes: Vec::new(), dtype, read }).unwrap();
                assert_eq!(all.verdict, row.overall, "{} {}", row.call, row.dtype);
                let told = |free: f64| match row.verdict {
                    Verdict::Holds => free <= 0.15,
                    Verdict::Releases => free >= 0.75,
                    _ => true,
                };
                assert!(row.free.is_none_or(told), "{} is listed {:?} beside {:?}", row.call, row.verdict, row.free);
            }
        }
        let today = rows(Era::Today);
        let word = |call: &str| today.iter().find(|row| row.call == call).unwrap().verdict;
        for (call, verdict) in [
            ("numpy.matmul(a, b)", Verdict::Depends),
            ("numpy.histogram(a, bins=50)", Verdict::Depends),
            ("scipy.sparse.linalg.gmres(a, b)", Verdict::Depends),
            ("scipy.interpolate.CubicSpline(a, b)", Verdict::Depends),
            ("numpy.linalg.eigvals(a)", Verdict::Depends),
            ("numpy.linalg.inv(a)", Verdict::Releases),
            ("numpy.add(a, b)", Verdict::Releases),
            ("numpy.exp(a)", Verdict::Releases),
            ("numpy.linalg.det(a)", Verdict::Holds),
            ("scipy.linalg.inv(a)", Verdict::Holds),
            ("scipy.linalg.expm(a)", Verdict::Mixed),
        ] {
            assert_eq!(word(call), verdict, "{call}");
        }
    }
}
