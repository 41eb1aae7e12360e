//! What NumPy and SciPy decide for the playground's kernels, which is all that the page's core needs of the atlas.
//!
//! Invariant: one threshold for all; a test holds every row against the call's own row of `functions`, in both eras and
//! by shape.

use crate::gufunc::THRESHOLD;

/// Whose rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Era {
    /// Python 2.7 with NumPy 1.5.1 and SciPy 0.9.0.
    Python27,
    /// NumPy 2.4.6 and SciPy 1.17.1.
    Today,
}

/// What decides today, and whether Python 2.7's NumPy or SciPy let go.
enum Decides {
    /// The dimensions of all outputs of its gufunc, for one right-hand side; p is min(m, n).
    Outputs(&'static str),
    /// Nothing: f2py or Cython lets go, or does not.
    Fixed(bool),
}

use Decides::{Fixed, Outputs};

/// `qr` has a second gufunc, which forms Q and lets go much earlier. `matmul` was `numpy.dot`, which has always let go
/// around a BLAS. No call of NumPy or SciPy gives `bidiagonal`.
#[rustfmt::skip]
const KERNELS: [(&str, Decides, bool); 14] = [
    ("det", Outputs(""), false), ("solve", Outputs("m"), false), ("lstsq", Outputs("np"), false),
    ("svdvals", Outputs("p"), false), ("qr", Outputs("p"), false), ("inv", Outputs("mm"), false),
    ("cholesky", Outputs("mm"), false), ("eigh", Outputs("mmm"), false), ("svd", Outputs("mmpnn"), false),
    ("matmul", Outputs("mn"), true), ("lu", Fixed(false), false), ("schur", Fixed(false), false),
    ("hessenberg", Fixed(false), false), ("qr_pivoted", Fixed(true), false),
];

/// Whether the GIL is released in this kernel's call on `batch` m×n matrices; `None` when no rule covers it.
pub fn releases(era: Era, kernel: &str, m: usize, n: usize, batch: usize) -> Option<bool> {
    let (_, decides, then) = KERNELS.iter().find(|(known, ..)| *known == kernel)?;
    if era == Era::Python27 {
        return Some(*then);
    }
    let dimensions = match decides {
        Fixed(releases) => return Some(*releases),
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
