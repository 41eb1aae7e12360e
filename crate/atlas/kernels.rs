//! What NumPy decides for the playground's kernels, which is all that the page's core needs of the atlas.
//!
//! Invariant: the same signatures and the same threshold as everywhere; a kernel that is SciPy's namesake has no rule
//! here, as SciPy's calls are no gufuncs.

use crate::gufunc::{THRESHOLD, outputs, signature};

/// The gufunc in which a kernel's call spends its time. `qr` has a second one, which forms Q and lets go much earlier.
#[rustfmt::skip]
const KERNELS: [(&str, &str); 10] = [
    ("det", "det"), ("solve", "solve1"), ("lstsq", "lstsq"), ("svdvals", "svd"), ("qr", "qr_r_raw"), ("inv", "inv"),
    ("cholesky", "cholesky_lo"), ("eigh", "eigh_lo"), ("svd", "svd_f"), ("matmul", "matmul"),
];

/// Whose rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Era {
    /// NumPy 1.5.1, as Python 2.7 had it: `_dotblas.c` lets go in `numpy.dot`, `lapack_lite` never does.
    Numpy15,
    /// NumPy since 1.12.0.
    Today,
}

/// Whether NumPy releases the GIL in this kernel's call on `batch` m×n matrices; `None` when no rule covers it.
pub fn releases(era: Era, kernel: &str, m: usize, n: usize, batch: usize) -> Option<bool> {
    let (_, gufunc) = KERNELS.iter().find(|(known, _)| *known == kernel)?;
    if era == Era::Numpy15 {
        return Some(kernel == "matmul");
    }
    let length = |dimension: &str| match dimension.trim_end_matches('?') {
        "m" => m as u64,
        "n" => n as u64,
        "p" => m.min(n) as u64,
        // One right-hand side.
        _ => 1,
    };
    Some(outputs(signature(gufunc)?, length).saturating_mul(batch as u64) > THRESHOLD)
}
