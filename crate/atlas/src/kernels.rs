//! The calls that the playground's kernels stand for and what NumPy and SciPy decide for them, which is all that the
//! page's core needs of the atlas.
//!
//! Invariant: one threshold for all; a test holds every row against the call's own row of `functions`, in both eras and
//! by shape, and its cost against what was measured.

use crate::rule::THRESHOLD;
use serde::Serialize;

/// Whose rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Era {
    /// Python 2.7 with NumPy 1.5.1 and SciPy 0.9.0.
    Python27,
    /// NumPy 2.4.6 and SciPy 1.17.1.
    Today,
}

/// What decides today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(untagged)]
pub enum Decides {
    /// The dimensions of all outputs of its gufunc, for one right-hand side; p is min(m, n).
    Outputs(&'static str),
    /// Nothing: f2py or Cython releases the GIL, or does not.
    Fixed(bool),
    /// No rule is known.
    Unknown,
}

/// A call that a kernel stands for.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Call {
    #[serde(skip)]
    kernel: &'static str,
    /// Its name, with those keyword arguments that make it this call.
    pub name: &'static str,
    /// Whether it releases the GIL; where the call has two parts, whether its first does. Null where no rule is known; a
    /// text where the product of these output lengths decides: `m`, `n`, and `p`, the smaller of both.
    pub releases: Decides,
    /// What decides in its second part, if it has one: the call is mixed where both differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub rest: Option<&'static str>,
    /// Whether Python 2.7's NumPy or SciPy did.
    #[serde(skip)]
    then: bool,
    /// The order of square matrices on which it was measured, and what one call took, in microseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub measured: Option<(u16, u32)>,
}

use Decides::{Fixed, Outputs, Unknown};

const fn call(kernel: &'static str, name: &'static str, releases: Decides, then: bool, measured: (u16, u32)) -> Call {
    Call { kernel, name, releases, rest: None, then, measured: Some(measured) }
}

/// The first of a kernel is the one that is meant where none is named. `numpy.linalg.qr` factors in one gufunc and
/// forms Q in a second, which releases the GIL much earlier. `matmul` was `numpy.dot`, which has always released the GIL
/// around a BLAS. `scipy.linalg.inv` of 2.7 released the GIL for the smaller part of its work. No call of NumPy or SciPy
/// gives `bidiagonal`. What was measured is a row of the atlas that scales to the sizes people have.
#[rustfmt::skip]
const CALLS: [Call; 25] = [
    call("det", "numpy.linalg.det", Outputs(""), false, (400, 1900)),
    call("det", "scipy.linalg.det", Fixed(false), false, (500, 4030)),
    call("solve", "numpy.linalg.solve", Outputs("m"), false, (500, 3330)),
    call("solve", "scipy.linalg.solve", Fixed(false), false, (500, 6600)),
    call("lstsq", "numpy.linalg.lstsq", Outputs("np"), false, (400, 20_800)),
    call("lstsq", "scipy.linalg.lstsq", Fixed(false), false, (400, 21_700)),
    call("svdvals", "numpy.linalg.svdvals", Outputs("p"), false, (500, 27_500)),
    call("svdvals", "scipy.linalg.svdvals", Fixed(false), false, (300, 9810)),
    Call { rest: Some("mp"), ..call("qr", "numpy.linalg.qr", Outputs("p"), false, (400, 6440)) },
    call("qr", "scipy.linalg.qr", Fixed(true), false, (400, 7300)),
    call("inv", "numpy.linalg.inv", Outputs("mm"), false, (300, 5730)),
    call("inv", "scipy.linalg.inv", Fixed(false), false, (300, 4670)),
    call("cholesky", "numpy.linalg.cholesky", Outputs("mm"), false, (500, 3410)),
    call("cholesky", "scipy.linalg.cholesky", Fixed(false), false, (400, 1740)),
    call("eigh", "numpy.linalg.eigh", Outputs("mmm"), false, (450, 25_900)),
    call("eigh", "scipy.linalg.eigh", Fixed(false), false, (300, 11_400)),
    call("svd", "numpy.linalg.svd", Outputs("mmpnn"), false, (300, 16_200)),
    call("svd", "scipy.linalg.svd", Fixed(false), false, (300, 17_100)),
    call("lu", "scipy.linalg.lu", Fixed(false), false, (500, 4430)),
    call("lu", "scipy.linalg.lu_factor", Fixed(true), true, (500, 3270)),
    call("matmul", "numpy.matmul", Outputs("mn"), true, (700, 13_100)),
    call("schur", "scipy.linalg.schur", Fixed(false), false, (200, 18_100)),
    call("hessenberg", "scipy.linalg.hessenberg", Fixed(false), false, (400, 10_000)),
    call("qr_pivoted", "scipy.linalg.qr(a, pivoting=True)", Fixed(true), false, (400, 12_500)),
    Call { measured: None, ..call("bidiagonal", "scipy.linalg.cython_lapack.dgebrd", Unknown, false, (1, 1)) },
];

/// The calls that a kernel stands for.
pub fn calls(kernel: &str) -> impl Iterator<Item = &'static Call> {
    CALLS.iter().filter(move |call| call.kernel == kernel)
}

/// The kernel that does the arithmetic of this call, if one does.
pub fn of(call: &str) -> Option<&'static str> {
    CALLS.iter().find(|known| known.is(call)).map(|known| known.kernel)
}

/// The call of that name, or the one that is meant where none is named; `None` where the kernel stands for no such call.
pub fn find(kernel: &str, function: Option<&str>) -> Option<&'static Call> {
    calls(kernel).find(|call| function.is_none_or(|function| call.is(function)))
}

/// How a Scenario names that call; nothing where the kernel means it by itself.
pub fn named(kernel: &str, call: &str) -> Option<&'static str> {
    calls(kernel).skip(1).find(|other| other.is(call)).map(|other| other.name)
}

impl Call {
    /// Whether that is written so: as a name, or as a call of its arrays.
    fn is(&self, written: &str) -> bool {
        let tight = |text: &str| text.replace(' ', "");
        let written = tight(written);
        let bare = ["(a)", "(a,b)"].iter().find_map(|arrays| written.strip_suffix(arrays));
        bare.unwrap_or(&written) == tight(self.name)
    }

    /// Whether the GIL is released on `batch` m×n matrices; `None` when no rule is known.
    pub fn releases(&self, era: Era, m: usize, n: usize, batch: usize) -> Option<bool> {
        let dimensions = match self.releases {
            Unknown => return None,
            _ if era == Era::Python27 => return Some(self.then),
            Fixed(releases) => return Some(releases),
            Outputs(dimensions) => dimensions,
        };
        let size = dimensions.bytes().fold(batch as u64, |size, dimension| {
            size.saturating_mul(match dimension {
                b'm' => m,
                b'n' => n,
                _ => m.min(n),
            } as u64)
        });
        Some(size > THRESHOLD)
    }
}
