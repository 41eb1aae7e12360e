//! The inverse by LU: A·X = I.

use super::{Array, Kernel, NoConvergence, scaled, workspace};
use nalgebra::linalg::LU;

pub(super) const KERNEL: Kernel = Kernel {
    name: "inv",
    call: "numpy.linalg.inv",
    sentence: "matrix inverse by LU",
    input: |n, random| vec![random.square(n)],
    run,
    residual,
    recorded_us_256: 7000.0,
    // LAWN 41, table 3: DGETRF 2/3 n³ and DGETRI 4/3 n³.
    flops: |n| 2.0 * n * n * n,
    arrays: 4,
};

/// Output: X. A singular A has none.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), NoConvergence> {
    let factors = LU::new(workspace(&a[0], out));
    out.push(factors.try_inverse().ok_or(NoConvergence)?);
    Ok(())
}

/// Relative to ‖A‖·‖X‖, as LAPACK's `dget03` has it.
fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [x] = out else { return f64::INFINITY };
    let mut difference = &a[0] * x;
    for i in 0..difference.nrows() {
        difference[(i, i)] -= 1.0;
    }
    scaled(&difference, a[0].norm() * x.norm())
}
