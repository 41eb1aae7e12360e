//! The singular values alone.

use super::svd;
use crate::{Alone, Array, Failure, Kernel, Shapes, Team, difference, scaled, spectral, workspace, worst};

pub(super) const KERNEL: Kernel = Kernel {
    name: "svdvals",
    call: "numpy.linalg.svdvals",
    sentence: "singular values without vectors",
    shapes: Shapes::Any,
    common: false,
    scale: |e, _| [e[0], 0, 0, 0],
    input: svd::KERNEL.input,
    nalgebra: Some(run),
    blocked: Some(blocked),
    residual,
    recorded_us_256: [5600.0, 7100.0],
    // Golub and Van Loan, Matrix Computations, 4th ed., section 8.6.3: Golub-Reinsch without vectors, 8/3 n³.
    flops: |m, n| 4.0 * m * n * m.min(n) - 4.0 / 3.0 * m.min(n).powi(3),
    doubles: |m, n| 10 * m * n,
};

/// Output: s as a column.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), Failure> {
    let s = svd::values(&a[0], out)?;
    out.push(s);
    Ok(())
}

/// The same by an iteration of our own, alone: without vectors there is nothing to hand out.
fn blocked(a: &[Array], out: &mut Vec<Array>, _team: &dyn Team) -> Result<(), Failure> {
    let s = spectral::values(workspace(&a[0], out))?;
    out.push(s);
    Ok(())
}

/// Values prove nothing without vectors. Those of a decomposition that passes its own equation are within its residual
/// of the true ones (Weyl), so these have to be as near to them.
fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [s] = out else { return f64::INFINITY };
    let Ok(full) = spectral::decompose(a[0].clone(), &Alone) else { return f64::INFINITY };
    worst(&[scaled(&difference(s.clone(), &full[1]), a[0].norm()), (svd::KERNEL.residual)(a, &full)])
}
