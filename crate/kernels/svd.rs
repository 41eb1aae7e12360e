//! The full singular value decomposition: A = U·diag(s)·Vᵀ.

use super::{Array, Kernel, NoConvergence, orthogonality, scaled, workspace, worst};
use nalgebra::linalg::SVD;

pub(super) const KERNEL: Kernel = Kernel {
    name: "svd",
    call: "numpy.linalg.svd",
    sentence: "singular value decomposition with both sets of vectors",
    input: |n, random| vec![random.square(n)],
    run,
    residual,
    recorded_us_256: 71000.0,
    // Golub and Van Loan, Matrix Computations, 4th ed., section 8.6.3: the Golub-Reinsch algorithm with U and V, 22 n³.
    flops: |n| 22.0 * n * n * n,
    arrays: 6,
};

/// Output: U, s as a column, Vᵀ.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), NoConvergence> {
    let limit = 100 * a[0].nrows();
    let factors = SVD::try_new(workspace(&a[0], out), true, true, 5.0 * f64::EPSILON, limit).ok_or(NoConvergence)?;
    let s = Array::from_column_slice(factors.singular_values.len(), 1, factors.singular_values.as_slice());
    let (Some(u), Some(v_t)) = (factors.u, factors.v_t) else { return Err(NoConvergence) };
    out.extend([u, s, v_t]);
    Ok(())
}

fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [u, s, v_t] = out else { return f64::INFINITY };
    let mut scaled_u = u.clone();
    for (mut column, &s) in scaled_u.column_iter_mut().zip(s) {
        column *= s;
    }
    let descending = s.as_slice().windows(2).all(|pair| pair[0] >= pair[1]) && s.iter().all(|&s| s >= 0.0);
    worst(&[
        scaled(&(scaled_u * v_t - &a[0]), a[0].norm()),
        orthogonality(u),
        orthogonality(&v_t.transpose()),
        if descending { 0.0 } else { f64::INFINITY },
    ])
}
