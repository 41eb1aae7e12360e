//! A system of linear equations by LU: A·x = b.

use super::{Array, Kernel, NoConvergence, scaled, workspace};
use nalgebra::linalg::LU;

pub(super) const KERNEL: Kernel = Kernel {
    name: "solve",
    call: "numpy.linalg.solve",
    sentence: "solution of a system of linear equations by LU",
    input: |n, random| vec![random.square(n), random.column(n)],
    run,
    residual,
    recorded_us_256: 1400.0,
    // LAWN 41, table 3: DGETRF 2/3 n³ and DGETRS 2 n² for one right-hand side.
    flops: |n| 2.0 / 3.0 * n * n * n + 2.0 * n * n,
    arrays: 2,
};

/// Output: x. A singular A has none.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), NoConvergence> {
    let factors = LU::new(workspace(&a[0], out));
    out.push(factors.solve(&a[1]).ok_or(NoConvergence)?);
    Ok(())
}

/// Relative to ‖A‖·‖x‖, as LAPACK's `dget02` has it.
fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [x] = out else { return f64::INFINITY };
    scaled(&(&a[0] * x - &a[1]), a[0].norm() * x.norm())
}
