//! The numeric kernels, a table with one row each; the only folder that knows nalgebra.
//!
//! Invariant: a kernel returns the arrays that its NumPy or SciPy namesake returns, and those arrays alone prove, by
//! the kernel's own equation, that the work was done. Matrices live on the heap, so a worker's small stack holds any `n`.

#![allow(clippy::unnecessary_wraps, reason = "the rows of a table have one signature")]

mod dense;
mod equations;
mod scale;
mod spectral;
mod table;
mod team;

use nalgebra::DMatrix;
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

use equations::{
    difference, norm_below, off, order, orthogonality, product, scaled, scaled_columns, transposed_product, worst,
};

pub use table::{CALLS, Call, FULL, TABLE, call, find};
pub use team::{Alone, Team};

/// A dense matrix of doubles in column-major order; a vector is one with a single column.
pub type Array = DMatrix<f64>;

/// A scaled residual up to this passes: the threshold of LAPACK's own test programs
/// (`TESTING/dtest.in`, "threshold value of test ratios").
pub const RESIDUAL_LIMIT: f64 = 30.0;

/// The smallest and largest `m` and `n`.
pub const SIZES: std::ops::RangeInclusive<usize> = 1..=1024;

/// How many problems one computed call solves.
pub const BATCH: std::ops::RangeInclusive<u32> = 1..=4096;

pub use dense::packing_bytes;

/// Whose code computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// The fastest there is.
    #[default]
    Auto,
    /// Plain nalgebra.
    Nalgebra,
}

/// Why a kernel stopped without a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The iteration used up its steps.
    #[error("did not converge")]
    NoConvergence,
    /// A NaN or an infinity.
    #[error("has an input that isn't finite")]
    NotFinite,
    /// There is no inverse, solution or factor.
    #[error("has a singular or indefinite input")]
    Singular,
    /// The result is none that a double can hold.
    #[error("has a result too large for a double")]
    TooLarge,
}

/// Which arrays a kernel takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shapes {
    /// Any m×n.
    Any,
    /// n×n only.
    Square,
}

type Plain = fn(&[Array], &mut Vec<Array>) -> Result<(), Failure>;
type Threaded = fn(&[Array], &mut Vec<Array>, &dyn Team) -> Result<(), Failure>;

/// One row of the table: everything that is known of a kernel.
#[derive(Clone, Copy)]
pub struct Kernel {
    /// The name in a Scenario.
    pub name: &'static str,
    /// The Python call it stands for.
    pub call: &'static str,
    /// What it computes, for a reader who meets it for the first time.
    pub sentence: &'static str,
    /// Which arrays it takes.
    pub shapes: Shapes,
    /// Whether every build computes it, by its fastest code; all else takes the feature `full`.
    pub common: bool,
    /// The binary exponents of the outputs' scales, from those of the inputs' and n: what 2^e·A gives beside what A gives.
    scale: fn(&[i32], i32) -> [i32; 4],
    /// Makes the input arrays for an m×n problem from a seed.
    pub input: fn(usize, usize, &mut Random) -> Vec<Array>,
    /// Computes the output arrays from the input with nalgebra, in the memory of the previous output where that lets it.
    nalgebra: Option<Plain>,
    /// The same by blocks and in a team, where this is faster.
    blocked: Option<Threaded>,
    /// How far the output is from the kernel's equation at a moderate scale, in units of max(m, n)·ε·‖A‖ (Frobenius), the worst part of it.
    pub residual: fn(&[Array], &[Array]) -> f64,
    /// What it cost at size 256 on one core in microseconds, as recorded: the fastest there is, and plain nalgebra.
    pub recorded_us_256: [f64; 2],
    /// Floating-point operations at m×n; the source of the formula stands beside it.
    pub flops: fn(f64, f64) -> f64,
    /// How many doubles are alive at most, input included, while it runs on m×n arrays or is verified.
    pub doubles: fn(usize, usize) -> usize,
}

impl Kernel {
    /// Whether it uses the members of a team.
    pub fn threaded(&self, choice: Backend) -> bool {
        self.blocked.is_some() && choice == Backend::Auto
    }

    /// Computes the output arrays, in the memory of the previous output.
    ///
    /// # Errors
    /// `Failure` says why there is no output.
    pub fn run(&self, choice: Backend, a: &[Array], out: &mut Vec<Array>, team: &dyn Team) -> Result<(), Failure> {
        if let Some((exponents, a)) = scale::moderate(a, team)? {
            self.run_moderate(choice, &a, out, team)?;
            scale::multiply(out, (self.scale)(&exponents, a[0].ncols() as i32));
        } else {
            self.run_moderate(choice, a, out, team)?;
        }
        if out.iter().any(|array| scale::size(array, team).is_nan()) { Err(Failure::TooLarge) } else { Ok(()) }
    }

    fn run_moderate(&self, choice: Backend, a: &[Array], out: &mut Vec<Array>, team: &dyn Team) -> Result<(), Failure> {
        match (self.blocked, self.nalgebra) {
            (Some(blocked), _) if choice == Backend::Auto => blocked(a, out, team),
            (_, Some(nalgebra)) => nalgebra(a, out),
            _ => unreachable!("a kernel is run only where it is built"),
        }
    }

    /// How far the output is from the kernel's equation, whatever the scale of the input.
    pub fn residual(&self, a: &[Array], out: &[Array]) -> f64 {
        let n = a[0].ncols() as i32;
        let (exponents, moderate) = match scale::moderate(a, &Alone) {
            Ok(Some(extreme)) => extreme,
            Ok(None) => return (self.residual)(a, out),
            Err(_) => return f64::INFINITY,
        };
        let mut out = out.to_vec();
        let outputs = (self.scale)(&exponents, n);
        scale::multiply(&mut out, outputs.map(|exponent| -exponent));
        (self.residual)(&moderate, &out) / scale::coarseness(&exponents, &outputs)
    }
}

/// A kernel at a size, for people: `qr 256`, `qr 512×64`, `qr 10×10 ×520`.
pub fn title(name: &str, [m, n]: [usize; 2], batch: u32) -> String {
    match batch {
        1 if m == n => format!("{name} {n}"),
        1 => format!("{name} {m}×{n}"),
        _ => format!("{name} {m}×{n} ×{batch}"),
    }
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

    /// An m×n array of independent uniform entries.
    #[inline(never)]
    fn array(&mut self, m: usize, n: usize) -> Array {
        Array::from_fn(m, n, |_, _| self.uniform())
    }
}

/// An array of this shape with anything in it: one of the previous output if there is one.
fn spare(previous: &mut Vec<Array>, m: usize, n: usize) -> Array {
    let reusable = previous.iter().position(|old| old.shape() == (m, n));
    reusable.map_or_else(|| Array::zeros(m, n), |at| previous.swap_remove(at))
}

/// A copy of `a` to work in, in the memory of the previous output if it has an array of that shape.
fn workspace(a: &Array, previous: &mut Vec<Array>) -> Array {
    let mut work = spare(previous, a.nrows(), a.ncols());
    previous.clear();
    work.copy_from(a);
    work
}
