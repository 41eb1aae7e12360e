//! Which NumPy calls let go of the GIL, by rule and by shape.
//!
//! Invariant: one table, and one threshold. NumPy's generalized ufuncs (`numpy.linalg`, `matmul`) release when the
//! number of *output* elements, over the whole batch, is above it (`NPY_BEGIN_THREADS_THRESHOLDED` in
//! `ndarraytypes.h`, `total_problem_size` in `ufunc_object.c`); how much work the call does plays no part.

/// `NPY_BEGIN_THREADS_THRESHOLDED(n)` releases when `n` is above this.
pub const THRESHOLD: u64 = 500;

/// One row: a kernel's call, the output part of its gufunc signature, and the size that is compared.
pub struct Rule {
    /// The playground's kernel.
    pub kernel: &'static str,
    /// The NumPy call.
    pub call: &'static str,
    /// The output dimensions in `umath_linalg.cpp`; an m×n matrix has p = min(m, n).
    pub output: &'static str,
    /// Their product for an m×n matrix: all output dimensions are multiplied, over all outputs.
    pub size: fn(u64, u64) -> u64,
}

/// The rules there are. SciPy's calls have none: they go through f2py and Cython, not through gufuncs.
pub const TABLE: [Rule; 7] = [
    Rule { kernel: "det", call: "numpy.linalg.det", output: "()", size: |_, _| 1 },
    // The step that costs most, geqrf, gives (p); the one that forms Q gives (m,p) and releases much earlier.
    Rule { kernel: "qr", call: "numpy.linalg.qr", output: "(p)", size: u64::min },
    Rule { kernel: "inv", call: "numpy.linalg.inv", output: "(m,m)", size: |m, _| m * m },
    Rule { kernel: "cholesky", call: "numpy.linalg.cholesky", output: "(m,m)", size: |m, _| m * m },
    Rule { kernel: "eigh", call: "numpy.linalg.eigh", output: "(m),(m,m)", size: |m, _| m * m * m },
    Rule { kernel: "svd", call: "numpy.linalg.svd", output: "(m,m),(p),(n,n)", size: |m, n| m * m * m.min(n) * n * n },
    Rule { kernel: "matmul", call: "numpy.matmul", output: "(n,m)", size: |m, _| m * m },
];

/// Whether NumPy releases the GIL in this kernel's call on `batch` m×n matrices; `None` when no rule covers it.
pub fn releases(kernel: &str, m: usize, n: usize, batch: usize) -> Option<bool> {
    let rule = TABLE.iter().find(|rule| rule.kernel == kernel)?;
    Some((rule.size)(m as u64, n as u64).saturating_mul(batch as u64) > THRESHOLD)
}
