//! Eigenvalues and eigenvectors of a symmetric matrix: A·V = V·diag(w).

use crate::{
    Array, Failure, Kernel, Shapes, Team, difference, orthogonality, product, scaled, scaled_columns, spectral,
    workspace, worst,
};
use nalgebra::linalg::SymmetricEigen;

pub(super) const KERNEL: Kernel = Kernel {
    name: "eigh",
    call: "numpy.linalg.eigh",
    sentence: "eigenvalues and eigenvectors of a symmetric matrix",
    shapes: Shapes::Square,
    common: false,
    scale: |e, _| [e[0], 0, 0, 0],
    input: |n, _, random| {
        let b = random.array(n, n);
        vec![Array::from_fn(n, n, |i, j| (b[(i, j)] + b[(j, i)]) * 0.5)]
    },
    nalgebra: Some(run),
    blocked: Some(blocked),
    residual,
    recorded_us_256: [11000.0, 15000.0],
    // Golub and Van Loan, Matrix Computations, 4th ed., section 8.3.3: symmetric QR with vectors, 9 n³.
    flops: |_, n| 9.0 * n * n * n,
    doubles: |m, n| 7 * m * n,
};

/// Output: w as a column in ascending order, V.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), Failure> {
    let limit = 100 * a[0].nrows();
    let factors = SymmetricEigen::try_new(workspace(&a[0], out), f64::EPSILON, limit).ok_or(Failure::NoConvergence)?;
    // Pairs, as nalgebra sorts singular values: a sort of indices would add kilobytes to the page.
    let mut pairs: Vec<(f64, usize)> = factors.eigenvalues.iter().copied().zip(0..).collect();
    pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let order: Vec<usize> = pairs.iter().map(|pair| pair.1).collect();
    let w = Array::from_fn(pairs.len(), 1, |i, _| pairs[i].0);
    out.extend([w, factors.eigenvectors.select_columns(&order)]);
    Ok(())
}

/// The same by restructured QR.
fn blocked(a: &[Array], out: &mut Vec<Array>, team: &dyn Team) -> Result<(), Failure> {
    let factors = spectral::eigen(workspace(&a[0], out), team)?;
    out.extend(factors);
    Ok(())
}

fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [w, v] = out else { return f64::INFINITY };
    let ascending = w.as_slice().windows(2).all(|pair| pair[0] <= pair[1]);
    worst(&[
        scaled(&difference(product(&a[0], v), &scaled_columns(v, w)), a[0].norm()),
        orthogonality(v),
        if ascending { 0.0 } else { f64::INFINITY },
    ])
}
