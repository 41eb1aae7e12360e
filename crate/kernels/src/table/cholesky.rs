//! Cholesky of a symmetric positive definite matrix: A = L·Lᵀ.

use crate::dense::{MatMut, triangular};
use crate::{Array, Failure, Kernel, Shapes, Team, norm_below, off, product, workspace, worst};
use nalgebra::linalg::Cholesky;

pub(super) const KERNEL: Kernel = Kernel {
    name: "cholesky",
    call: "numpy.linalg.cholesky",
    sentence: "Cholesky factorization of a positive definite matrix",
    shapes: Shapes::Square,
    common: true,
    scale: |e, _| [e[0] / 2, 0, 0, 0],
    // B·Bᵀ + n·I is positive definite for every B.
    input: |n, _, random| {
        let b = random.array(n, n);
        let mut a = product(&b, &b.transpose());
        for i in 0..n {
            a[(i, i)] += n as f64;
        }
        vec![a]
    },
    nalgebra: Some(run),
    blocked: Some(run_blocked),
    residual,
    recorded_us_256: [500.0, 690.0],
    // LAWN 41, table 3: DPOTRF, n³/3.
    flops: |_, n| n * n * n / 3.0,
    doubles: |m, n| 5 * m * n,
};

/// Output: L.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), Failure> {
    let factor = Cholesky::new(workspace(&a[0], out)).ok_or(Failure::Singular)?;
    out.push(factor.unpack());
    Ok(())
}

fn run_blocked(a: &[Array], out: &mut Vec<Array>, team: &dyn Team) -> Result<(), Failure> {
    let mut l = workspace(&a[0], out);
    if !triangular::factor_cholesky(&mut MatMut::of(&mut l), team) {
        return Err(Failure::Singular);
    }
    l.fill_upper_triangle(0.0, 1);
    out.push(l);
    Ok(())
}

fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [l] = out else { return f64::INFINITY };
    worst(&[off(product(l, &l.transpose()), &a[0]), norm_below(&l.transpose(), 0)])
}
