//! Reduction to Hessenberg form: A = Q·H·Qᵀ.

use crate::{
    Array, Failure, Kernel, Shapes, Team, norm_below, off, orthogonality, product, spectral, workspace, worst,
};
use nalgebra::linalg::Hessenberg;

pub(super) const KERNEL: Kernel = Kernel {
    name: "hessenberg",
    call: "scipy.linalg.hessenberg",
    sentence: "reduction to Hessenberg form, Q formed",
    shapes: Shapes::Square,
    common: false,
    scale: |e, _| [e[0], 0, 0, 0],
    input: |m, n, random| vec![random.array(m, n)],
    nalgebra: Some(run),
    blocked: Some(blocked),
    residual,
    recorded_us_256: [6800.0, 9000.0],
    // LAWN 41, table 3: DGEHRD 10/3 n³ and DORGHR 4/3 n³.
    flops: |_, n| 14.0 / 3.0 * n * n * n,
    doubles: |m, n| 9 * m * n,
};

/// Output: H, Q.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), Failure> {
    let (q, h) = Hessenberg::new(workspace(&a[0], out)).unpack();
    out.extend([h, q]);
    Ok(())
}

/// The same a panel at a time.
fn blocked(a: &[Array], out: &mut Vec<Array>, team: &dyn Team) -> Result<(), Failure> {
    let factors = spectral::hessenberg(workspace(&a[0], out), team);
    out.extend(factors);
    Ok(())
}

fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [h, q] = out else { return f64::INFINITY };
    worst(&[off(product(&product(q, h), &q.transpose()), &a[0]), orthogonality(q), norm_below(h, 1)])
}
