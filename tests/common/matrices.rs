//! Matrices that are hard for a decomposition, each kind for a reason of its own.
//!
//! Invariant: a kind, a shape and a seed say it all; what a kernel asks of its input (symmetry, definiteness) is kept.

use gil_playground::kernels::{Array, Kernel, Random, find};

/// What is hard about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The kernel's own input.
    Plain,
    /// A third of the rank.
    Deficient,
    /// All singular values or eigenvalues are 1, but for their signs.
    Repeated,
    /// Two clusters a few ε wide, one of them at 1e-8.
    Clustered,
    /// Rows and columns from 1e-12 to 1e12.
    Graded,
    /// Nothing.
    Zero,
    /// Ones on the diagonal.
    Identity,
}

pub(crate) const KINDS: [Kind; 7] =
    [Kind::Plain, Kind::Deficient, Kind::Repeated, Kind::Clustered, Kind::Graded, Kind::Zero, Kind::Identity];

/// The input of a kernel: its first array is of this kind, the others are its own.
pub(crate) fn input(kernel: &Kernel, kind: Kind, m: usize, n: usize, seed: u64) -> Vec<Array> {
    let mut random = Random::new(seed);
    let mut arrays = (kernel.input)(m, n, &mut random);
    let symmetric = matches!(kernel.name, "eigh" | "cholesky");
    let a = &mut arrays[0];
    match kind {
        Kind::Plain => {}
        Kind::Deficient => {
            let rank = m.min(n).div_ceil(3);
            let (left, right) = (uniform(m, rank, &mut random), uniform(n, rank, &mut random));
            *a = &left * if symmetric { left.transpose() } else { right.transpose() };
        }
        Kind::Repeated | Kind::Clustered => {
            let clustered = kind == Kind::Clustered;
            let value = |i: usize| match (clustered, i % 2) {
                (false, side) => {
                    if symmetric && side == 1 {
                        -1.0
                    } else {
                        1.0
                    }
                }
                (true, 0) => 1.0 + (i % 5) as f64 * f64::EPSILON,
                (true, _) => 1e-8 * (1.0 + (i % 5) as f64 * f64::EPSILON),
            };
            let values = Array::from_fn(m, n, |i, j| if i == j { value(i) } else { 0.0 });
            let left = reflection(m, &mut random);
            let right = if symmetric { left.clone() } else { reflection(n, &mut random) };
            *a = left * values * right;
        }
        Kind::Graded => {
            let grade = |i: usize, of: usize| 10f64.powf(24.0 * i as f64 / of as f64 - 12.0);
            let old = a.clone();
            *a = Array::from_fn(m, n, |i, j| {
                old[(i, j)]
                    * if symmetric { (grade(i, m) * grade(j, n)).sqrt() } else { grade(i, m) * grade(n - 1 - j, n) }
            });
        }
        Kind::Zero => a.fill(0.0),
        Kind::Identity => a.fill_with_identity(),
    }
    if symmetric {
        let a = &mut arrays[0];
        *a = (a.clone() + a.transpose()) * 0.5;
    }
    arrays
}

/// Independent entries from [-1, 1).
fn uniform(m: usize, n: usize, random: &mut Random) -> Array {
    (find("qr").expect("it is in the table").input)(m, n, random).remove(0)
}

/// An orthogonal and symmetric matrix without a zero.
fn reflection(n: usize, random: &mut Random) -> Array {
    let axis = uniform(n, 1, random).normalize();
    Array::identity(n, n) - &axis * axis.transpose() * 2.0
}
