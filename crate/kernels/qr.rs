//! QR by Householder reflections: A = Q·R.

use super::{Array, Failure, Kernel, Shapes, norm_below, orthogonality, scaled, workspace, worst};
use nalgebra::linalg::QR;

pub(super) const KERNEL: Kernel = Kernel {
    name: "qr",
    call: "numpy.linalg.qr",
    sentence: "QR factorization by Householder reflections, Q formed",
    shapes: Shapes::Any,
    scale: |e, _| [0, e[0], 0, 0],
    input: |m, n, random| vec![random.array(m, n)],
    nalgebra: run,
    blocked: None,
    residual,
    recorded_us_256: 4500.0,
    // LAWN 41, table 3: DGEQRF 4/3 n³ and DORGQR 4/3 n³ for a square matrix.
    flops: |m, n| 2.0 * (m * n + m * m.min(n)) * m.min(n) - 4.0 / 3.0 * m.min(n).powi(3),
    doubles: |m, n| 5 * m * n,
};

/// Output: Q, R.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), Failure> {
    let factors = QR::new(workspace(&a[0], out));
    let q = factors.q();
    out.extend([q, factors.unpack_r()]);
    Ok(())
}

fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [q, r] = out else { return f64::INFINITY };
    worst(&[scaled(&(q * r - &a[0]), a[0].norm()), orthogonality(q), norm_below(r, 0)])
}
