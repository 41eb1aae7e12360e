//! The real Schur form: A = Z·T·Zᵀ.

use crate::{Array, Failure, Kernel, Shapes, norm_below, off, orthogonality, product, workspace, worst};
use nalgebra::linalg::Schur;

pub(super) const KERNEL: Kernel = Kernel {
    name: "schur",
    call: "scipy.linalg.schur",
    sentence: "real Schur form by the QR algorithm",
    shapes: Shapes::Square,
    common: false,
    scale: |e, _| [e[0], 0, 0, 0],
    input: |m, n, random| vec![random.array(m, n)],
    nalgebra: Some(run),
    blocked: None,
    residual,
    recorded_us_256: [76000.0, 76000.0],
    // Golub and Van Loan, Matrix Computations, 4th ed., section 7.5.6: Francis QR with Q and T, 25 n³.
    flops: |_, n| 25.0 * n * n * n,
    doubles: |m, n| 7 * m * n,
};

/// Output: T, Z.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), Failure> {
    let n = a[0].nrows();
    let factors = Schur::try_new(workspace(&a[0], out), f64::EPSILON, 10 * n).map(Schur::unpack);
    // nalgebra's iteration has no exceptional shifts and takes a subdiagonal entry for zero beside its neighbours only, so
    // it stalls where a cluster of eigenvalues is small. Beside those of A + 2‖A‖·I none is.
    let (z, t) = factors
        .or_else(|| [2.0, -2.0, 16.0].into_iter().find_map(|by| shifted(&a[0], by)))
        .ok_or(Failure::NoConvergence)?;
    out.extend([t, z]);
    Ok(())
}

/// Z and T by way of A + by·‖A‖·I.
fn shifted(a: &Array, by: f64) -> Option<(Array, Array)> {
    let shift = by * a.norm();
    let mut work = a.clone();
    add_to_diagonal(&mut work, shift);
    let (z, mut t) = Schur::try_new(work, 4.0 * f64::EPSILON, 30 * a.nrows())?.unpack();
    add_to_diagonal(&mut t, -shift);
    Some((z, t))
}

fn add_to_diagonal(a: &mut Array, shift: f64) {
    for i in 0..a.nrows() {
        a[(i, i)] += shift;
    }
}

fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [t, z] = out else { return f64::INFINITY };
    let two_in_a_row = (2..t.nrows()).any(|i| t[(i, i - 1)] != 0.0 && t[(i - 1, i - 2)] != 0.0);
    worst(&[
        off(product(&product(z, t), &z.transpose()), &a[0]),
        orthogonality(z),
        norm_below(t, 1),
        if two_in_a_row { f64::INFINITY } else { 0.0 },
    ])
}
