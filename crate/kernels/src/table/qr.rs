//! QR by Householder reflections: A = Q·R.

use crate::dense::{MatMut, Scratch, householder};
use crate::{Array, Failure, Kernel, Shapes, Team, norm_below, off, orthogonality, product, spare, workspace, worst};
use nalgebra::linalg::QR;

pub(super) const KERNEL: Kernel = Kernel {
    name: "qr",
    call: "numpy.linalg.qr",
    sentence: "QR factorization by Householder reflections, Q formed",
    shapes: Shapes::Any,
    common: true,
    scale: |e, _| [0, e[0], 0, 0],
    input: |m, n, random| vec![random.array(m, n)],
    nalgebra: Some(run),
    blocked: Some(run_blocked),
    residual,
    recorded_us_256: [3500.0, 5100.0],
    // LAWN 41, table 3: DGEQRF 4/3 n³ and DORGQR 4/3 n³ for a square matrix.
    flops: |m, n| 2.0 * (m * n + m * m.min(n)) * m.min(n) - 4.0 / 3.0 * m.min(n).powi(3),
    doubles: |m, n| 9 * m * n,
};

/// Output: Q, R.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), Failure> {
    let factors = QR::new(workspace(&a[0], out));
    let q = factors.q();
    out.extend([q, factors.unpack_r()]);
    Ok(())
}

fn run_blocked(a: &[Array], out: &mut Vec<Array>, team: &dyn Team) -> Result<(), Failure> {
    let (m, n) = a[0].shape();
    let p = m.min(n);
    let (mut q, mut r) = (spare(out, m, p), spare(out, p, n));
    let (mut factors, mut taus) = (Scratch::zeros(m * n), Scratch::zeros(p));
    factors.copy_from_slice(a[0].as_slice());
    let mut whole = MatMut::new(&mut factors, m, n, m);
    let reflections = householder::factor(&mut whole, &mut taus, team);
    q.fill_with_identity();
    reflections.form(&mut MatMut::of(&mut q), team);
    drop(reflections);
    for (mut to, from) in r.column_iter_mut().zip(factors.chunks_exact(m)) {
        to.copy_from_slice(&from[..p]);
    }
    r.fill_lower_triangle(0.0, 1);
    out.clear();
    out.extend([q, r]);
    Ok(())
}

fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [q, r] = out else { return f64::INFINITY };
    worst(&[off(product(q, r), &a[0]), orthogonality(q), norm_below(r, 0)])
}
