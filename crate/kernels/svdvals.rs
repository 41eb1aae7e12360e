//! The singular values alone.

use super::{Array, Kernel, NoConvergence, scaled, svd, worst};

pub(super) const KERNEL: Kernel = Kernel {
    name: "svdvals",
    call: "numpy.linalg.svdvals",
    sentence: "singular values without vectors",
    input: svd::KERNEL.input,
    run,
    residual,
    recorded_us_256: 6600.0,
    // Golub and Van Loan, Matrix Computations, 4th ed., section 8.6.3: Golub-Reinsch without vectors, 8/3 n³.
    flops: |n| 8.0 / 3.0 * n * n * n,
    arrays: 6,
};

/// Output: s as a column.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), NoConvergence> {
    let s = svd::values(&a[0], out)?;
    out.push(s);
    Ok(())
}

/// Values prove nothing without vectors. Those of a decomposition that passes its own equation are within its residual
/// of the true ones (Weyl), so these have to be as near to them.
fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [s] = out else { return f64::INFINITY };
    let Ok(full) = svd::decompose(&a[0], &mut Vec::new()) else { return f64::INFINITY };
    worst(&[scaled(&(s - &full[1]), a[0].norm()), (svd::KERNEL.residual)(a, &full)])
}
