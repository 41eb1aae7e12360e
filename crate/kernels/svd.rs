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

/// Below this size nalgebra's closing 2×2 step shows: one result in a hundred is off by up to 10⁴ ε.
const SMALL: usize = 8;

/// Output: U, s as a column, Vᵀ.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), NoConvergence> {
    let n = a[0].nrows();
    let factors = SVD::try_new(workspace(&a[0], out), true, true, 5.0 * f64::EPSILON, 100 * n).ok_or(NoConvergence)?;
    let s = Array::from_column_slice(n, 1, factors.singular_values.as_slice());
    let (Some(u), Some(v_t)) = (factors.u, factors.v_t) else { return Err(NoConvergence) };
    out.extend(if n < SMALL { polished(&a[0], &v_t) } else { [u, s, v_t] });
    Ok(())
}

/// One-sided Jacobi from nearly the right V on: rotates the columns of A·V until they are orthogonal to the last bit
/// (Golub and Van Loan, Matrix Computations, 4th ed., section 8.6.3).
fn polished(a: &Array, v_t: &Array) -> [Array; 3] {
    let n = a.ncols();
    let mut v = v_t.transpose();
    let mut b = a * &v;
    for _sweep in 0..10 {
        let mut rotated = false;
        for (i, j) in (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))) {
            let (alpha, beta) = (b.column(i).norm_squared(), b.column(j).norm_squared());
            let gamma = b.column(i).dot(&b.column(j));
            if gamma.abs() > f64::EPSILON * (alpha * beta).sqrt() {
                let zeta = (beta - alpha) / (2.0 * gamma);
                let t = zeta.signum() / (zeta.abs() + zeta.hypot(1.0));
                let c = 1.0 / t.hypot(1.0);
                for matrix in [&mut b, &mut v] {
                    for row in 0..n {
                        let (x, y) = (matrix[(row, i)], matrix[(row, j)]);
                        (matrix[(row, i)], matrix[(row, j)]) = (c * x - c * t * y, c * t * x + c * y);
                    }
                }
                rotated = true;
            }
        }
        if !rotated {
            break;
        }
    }
    let norms: Vec<f64> = b.column_iter().map(|column| column.norm()).collect();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| norms[j].total_cmp(&norms[i]));
    let s = Array::from_fn(n, 1, |i, _| norms[order[i]]);
    let mut u = b.select_columns(&order);
    for (mut column, &s) in u.column_iter_mut().zip(&s) {
        column /= s;
    }
    [u, s, v.select_columns(&order).transpose()]
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
