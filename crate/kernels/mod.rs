//! The numeric kernels, a table with one row each; the only folder that knows nalgebra.
//!
//! Invariant: a kernel returns the arrays that its NumPy or SciPy namesake returns, and those arrays alone prove, by
//! the kernel's own equation, that the work was done. Matrices live on the heap, so a 2 MiB worker stack holds any `n`.

#![allow(clippy::unnecessary_wraps, reason = "the rows of a table have one signature")]

mod bidiagonal;
mod cholesky;
mod det;
mod eigh;
mod hessenberg;
mod inv;
mod lstsq;
mod lu;
mod matmul;
mod qr;
mod qr_pivoted;
mod schur;
mod solve;
mod svd;
mod svdvals;

use nalgebra::DMatrix;
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// A dense matrix of doubles in column-major order; a vector is one with a single column.
pub type Array = DMatrix<f64>;

/// A scaled residual up to this passes: the threshold of LAPACK's own test programs
/// (`TESTING/dtest.in`, "threshold value of test ratios").
pub const RESIDUAL_LIMIT: f64 = 30.0;

/// Whose code computes.
pub const BACKEND: &str = "nalgebra";

/// The smallest and largest `n`.
pub const SIZES: std::ops::RangeInclusive<usize> = 2..=1024;

/// The reason why a kernel stopped without a result: its iteration did not converge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoConvergence;

/// One row of the table: everything that is known of a kernel.
pub struct Kernel {
    /// The name in a Scenario.
    pub name: &'static str,
    /// The Python call it stands for.
    pub call: &'static str,
    /// What it computes, for a reader who meets it for the first time.
    pub sentence: &'static str,
    /// Makes the input arrays of size `n` from a seed.
    pub input: fn(usize, &mut Random) -> Vec<Array>,
    /// Computes the output arrays from the input, in the memory of the previous output where nalgebra lets it.
    pub run: fn(&[Array], &mut Vec<Array>) -> Result<(), NoConvergence>,
    /// How far the output is from the kernel's equation, in units of n·ε·‖A‖ (Frobenius), the worst part of it.
    pub residual: fn(&[Array], &[Array]) -> f64,
    /// What it cost at size 256 on one core in microseconds, as recorded: the simulator's default.
    pub recorded_us_256: f64,
    /// Floating-point operations at size `n`; the source of the formula stands beside it.
    pub flops: fn(f64) -> f64,
    /// How many `n`×`n` arrays are alive at most, input included, while it runs or is verified.
    pub arrays: usize,
}

/// All kernels, in the order in which they are offered.
pub static TABLE: [Kernel; 15] = [
    qr::KERNEL,
    lu::KERNEL,
    svd::KERNEL,
    cholesky::KERNEL,
    eigh::KERNEL,
    schur::KERNEL,
    hessenberg::KERNEL,
    matmul::KERNEL,
    inv::KERNEL,
    det::KERNEL,
    solve::KERNEL,
    lstsq::KERNEL,
    svdvals::KERNEL,
    qr_pivoted::KERNEL,
    bidiagonal::KERNEL,
];

/// The row of the kernel with this name.
pub fn find(name: &str) -> Option<&'static Kernel> {
    TABLE.iter().find(|kernel| kernel.name == name)
}

/// The most memory in bytes that one use of the kernel at size `n` needs, input included.
pub fn bytes(kernel: &Kernel, n: usize) -> u64 {
    (kernel.arrays * n * n * size_of::<f64>()) as u64
}

/// What the kernel costs at size `n` on one core, in microseconds: the recorded cost, scaled by its operations.
pub fn recorded_us(name: &str, n: usize) -> f64 {
    find(name).map_or(0.0, |kernel| kernel.recorded_us_256 * (kernel.flops)(n as f64) / (kernel.flops)(256.0))
}

/// A seeded stream of numbers, the same on every platform.
pub struct Random(SplitMix64);

impl Random {
    /// The stream of this seed.
    pub fn new(seed: u64) -> Self {
        Self(SplitMix64::seed_from_u64(seed))
    }

    /// Uniform in [-1, 1), from the 53 upper bits.
    fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }

    /// An `n`×`n` array of independent uniform entries.
    fn square(&mut self, n: usize) -> Array {
        Array::from_fn(n, n, |_, _| self.uniform())
    }

    /// A column of `n` such entries.
    fn column(&mut self, n: usize) -> Array {
        Array::from_fn(n, 1, |_, _| self.uniform())
    }
}

/// A copy of `a` to work in, in the memory of the previous output if it has an array of that shape.
fn workspace(a: &Array, previous: &mut Vec<Array>) -> Array {
    let reusable = previous.iter().position(|old| old.shape() == a.shape());
    let work = reusable.map(|at| previous.swap_remove(at));
    previous.clear();
    work.map_or_else(
        || a.clone(),
        |mut work| {
            work.copy_from(a);
            work
        },
    )
}

/// `a` with each of its columns multiplied by its own factor: A·diag(factors).
fn scaled_columns(a: &Array, factors: &Array) -> Array {
    let mut product = a.clone();
    for (mut column, &factor) in product.column_iter_mut().zip(factors) {
        column *= factor;
    }
    product
}

/// ‖difference‖ in units of n·ε·‖reference‖.
fn scaled(difference: &Array, reference: f64) -> f64 {
    let n = difference.nrows() as f64;
    difference.norm() / (n * f64::EPSILON * reference.max(f64::MIN_POSITIVE))
}

/// ‖QᵀQ−I‖ in units of n·ε·‖I‖.
fn orthogonality(q: &Array) -> f64 {
    let mut gram = q.tr_mul(q);
    for i in 0..gram.nrows() {
        gram[(i, i)] -= 1.0;
    }
    scaled(&gram, (q.ncols() as f64).sqrt())
}

/// The largest of some residuals; NaN counts as infinitely wrong.
fn worst(parts: &[f64]) -> f64 {
    parts.iter().fold(0.0, |worst, &part| if part.is_nan() { f64::INFINITY } else { part.max(worst) })
}

/// The norm of what stands below the `below`-th subdiagonal, where a triangular or Hessenberg array is zero.
fn norm_below(a: &Array, below: usize) -> f64 {
    let mut sum = 0.0;
    for j in 0..a.ncols() {
        for i in (j + below + 1).min(a.nrows())..a.nrows() {
            sum += a[(i, j)] * a[(i, j)];
        }
    }
    sum.sqrt()
}

/// The order that a column holds: each of 0, 1, … once, else nothing.
fn order(column: &Array) -> Option<Vec<usize>> {
    let mut seen = vec![false; column.len()];
    let place = |&entry: &f64| {
        let seen = seen.get_mut(entry as usize)?;
        let fresh = entry >= 0.0 && entry.fract() == 0.0 && !*seen;
        *seen = true;
        fresh.then_some(entry as usize)
    };
    column.iter().map(place).collect()
}
