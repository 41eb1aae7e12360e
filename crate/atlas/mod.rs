//! Which NumPy calls let go of the GIL, by rule and by shape.
//!
//! Invariant: one table, and one threshold. NumPy's generalized ufuncs (`numpy.linalg`, `matmul`) release when the
//! number of *output* elements, over the whole batch, is above it (`NPY_BEGIN_THREADS_THRESHOLDED` in
//! `ndarraytypes.h`, `total_problem_size` in `ufunc_object.c`); how much work the call does plays no part. An array of
//! Python objects never releases, whatever its size.

/// `NPY_BEGIN_THREADS_THRESHOLDED(n)` releases when `n` is above this.
pub const THRESHOLD: u64 = 500;

/// Something that was seen on CPython with numpy 2.5.5: m, n, how many matrices, and whether the call released.
pub type Seen = (usize, usize, usize, bool);
const HELD: bool = false;
const RELEASED: bool = true;

/// One row: a call, its gufunc signature, and the size that is compared.
pub struct Rule {
    /// The playground's kernel that stands for this call, if there is one.
    pub kernel: Option<&'static str>,
    /// The NumPy call.
    pub call: &'static str,
    /// The signature in `umath_linalg.cpp` and `matmul.c.src`; p is min(m, n).
    pub signature: &'static str,
    /// All output dimensions multiplied, over all outputs.
    pub size: fn(u64, u64) -> u64,
    /// What was seen; where nothing was, the row is derived from the sources alone.
    pub seen: &'static [Seen],
}

#[rustfmt::skip]
const fn row(
    kernel: Option<&'static str>, call: &'static str, signature: &'static str, size: fn(u64, u64) -> u64,
    seen: &'static [Seen],
) -> Rule {
    Rule { kernel, call, signature, size, seen }
}

/// A product that does not fit is above any threshold.
fn product(dimensions: &[u64]) -> u64 {
    dimensions.iter().fold(1, |product, &dimension| product.saturating_mul(dimension))
}

/// The rules there are. SciPy's calls have none: they go through f2py and Cython, not through gufuncs.
#[rustfmt::skip]
pub const TABLE: [Rule; 18] = [
    row(Some("det"), "numpy.linalg.det", "(m,m)->()", |_, _| 1,
        &[(1500, 1500, 1, HELD), (10, 10, 500, HELD), (10, 10, 520, RELEASED)]),
    row(None, "numpy.linalg.slogdet", "(m,m)->(),()", |_, _| 1, &[]),
    row(Some("solve"), "numpy.linalg.solve, a vector", "(m,m),(m)->(m)", |m, _| m, &[(450, 450, 1, HELD), (1200, 1200, 1, RELEASED)]),
    row(None, "numpy.linalg.solve, a matrix", "(m,m),(m,n)->(m,n)", |m, n| product(&[m, n]), &[]),
    // A vector goes in as one column. Seen with numpy 2.4.6.
    row(Some("lstsq"), "numpy.linalg.lstsq, a vector", "(m,n),(m,nrhs),()->(n,nrhs),(nrhs),(),(p)",
        |m, n| product(&[n, m.min(n)]), &[(400_000, 22, 1, HELD), (400_000, 23, 1, RELEASED)]),
    row(None, "numpy.linalg.eigvals", "(m,m)->(m)", |m, _| m, &[(500, 500, 1, HELD), (510, 510, 1, RELEASED)]),
    row(None, "numpy.linalg.eigvalsh", "(m,m)->(m)", |m, _| m, &[(520, 520, 1, RELEASED)]),
    row(Some("svdvals"), "numpy.linalg.svdvals", "(m,n)->(p)", u64::min, &[(30_000, 500, 1, HELD), (30_000, 520, 1, RELEASED)]),
    // Its step that costs most, geqrf; the one that forms Q gives (m,p) and releases much earlier.
    row(Some("qr"), "numpy.linalg.qr", "(m,n)->(p)", u64::min, &[(20_000, 500, 1, HELD), (20_000, 520, 1, RELEASED)]),
    row(Some("inv"), "numpy.linalg.inv", "(m,m)->(m,m)", |m, _| product(&[m, m]), &[(1200, 1200, 1, RELEASED)]),
    row(Some("cholesky"), "numpy.linalg.cholesky", "(m,m)->(m,m)", |m, _| product(&[m, m]), &[(1200, 1200, 1, RELEASED)]),
    row(Some("eigh"), "numpy.linalg.eigh", "(m,m)->(m),(m,m)", |m, _| product(&[m, m, m]), &[(450, 450, 1, RELEASED)]),
    row(None, "numpy.linalg.eig", "(m,m)->(m),(m,m)", |m, _| product(&[m, m, m]), &[(450, 450, 1, RELEASED)]),
    row(Some("svd"), "numpy.linalg.svd", "(m,n)->(m,m),(p),(n,n)", |m, n| product(&[m, m, m.min(n), n, n]),
        &[(450, 450, 1, RELEASED)]),
    // An m×k by a k×n matrix; k, here two million, plays no part.
    row(Some("matmul"), "numpy.matmul", "(m,k),(k,n)->(m,n)", |m, n| product(&[m, n]), &[(20, 20, 1, HELD)]),
    row(None, "numpy.matmul, a vector", "(m,n),(n)->(m)", |m, _| m, &[(400, 200_000, 1, HELD), (6000, 1000, 1, RELEASED)]),
    row(None, "numpy.matmul, two vectors", "(n),(n)->()", |_, _| 1, &[(40_000_000, 1, 1, HELD)]),
    // No array of objects does, in any call.
    row(None, "dtype=object", "any", |_, _| 0, &[(3_000_000, 1, 1, HELD)]),
];

/// The row of a call by NumPy's name for it.
pub fn find(call: &str) -> Option<&'static Rule> {
    TABLE.iter().find(|rule| rule.call == call)
}

/// Whether NumPy releases the GIL in this kernel's call on `batch` m×n matrices; `None` when no rule covers it.
pub fn releases(kernel: &str, m: usize, n: usize, batch: usize) -> Option<bool> {
    TABLE.iter().find(|rule| rule.kernel == Some(kernel)).map(|rule| rule.releases(m, n, batch))
}

impl Rule {
    /// Whether the call releases on `batch` m×n matrices.
    pub fn releases(&self, m: usize, n: usize, batch: usize) -> bool {
        (self.size)(m as u64, n as u64).saturating_mul(batch as u64) > THRESHOLD
    }
}
