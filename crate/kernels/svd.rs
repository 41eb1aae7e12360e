//! The full singular value decomposition: A = U·diag(s)·Vᵀ.

use super::{Array, Failure, Kernel, Shapes, orthogonality, scaled, scaled_columns, workspace, worst};
use nalgebra::Dyn;
use nalgebra::linalg::SVD;

pub(super) const KERNEL: Kernel = Kernel {
    name: "svd",
    call: "numpy.linalg.svd",
    sentence: "singular value decomposition with both sets of vectors",
    shapes: Shapes::Any,
    input: |m, n, random| vec![random.array(m, n)],
    nalgebra: run,
    blocked: None,
    residual,
    recorded_us_256: 71000.0,
    // Golub and Van Loan, Matrix Computations, 4th ed., section 8.6.3: the Golub-Reinsch algorithm with U1 and V.
    flops: |m, n| 14.0 * m * n * m.min(n) + 8.0 * m.min(n).powi(3),
    doubles: |m, n| 6 * m * n,
};

/// Below this size nalgebra's closing 2×2 step shows: one result in a hundred is off by up to 10⁴ ε.
const SMALL: usize = 8;

/// Output: U, s as a column, Vᵀ.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), Failure> {
    let factors = decompose(&a[0], out)?;
    out.extend(factors);
    Ok(())
}

/// U, s as a column, Vᵀ.
pub(super) fn decompose(a: &Array, previous: &mut Vec<Array>) -> Result<[Array; 3], Failure> {
    let factors = golub_reinsch(a, true, previous)?;
    let s = column(&factors);
    let (Some(u), Some(v_t)) = (factors.u, factors.v_t) else { return Err(Failure::NoConvergence) };
    Ok(if a.ncols() < SMALL { polished(a, &v_t) } else { [u, s, v_t] })
}

/// s alone, as a column.
pub(super) fn values(a: &Array, previous: &mut Vec<Array>) -> Result<Array, Failure> {
    if a.ncols() < SMALL {
        return decompose(a, previous).map(|[_, s, _]| s);
    }
    golub_reinsch(a, false, previous).map(|factors| column(&factors))
}

type Factors = SVD<f64, Dyn, Dyn>;

fn golub_reinsch(a: &Array, vectors: bool, previous: &mut Vec<Array>) -> Result<Factors, Failure> {
    let limit = 100 * a.ncols();
    SVD::try_new(workspace(a, previous), vectors, vectors, 5.0 * f64::EPSILON, limit).ok_or(Failure::NoConvergence)
}

fn column(factors: &Factors) -> Array {
    let s = &factors.singular_values;
    Array::from_column_slice(s.len(), 1, s.as_slice())
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
    let descending = s.as_slice().windows(2).all(|pair| pair[0] >= pair[1]) && s.iter().all(|&s| s >= 0.0);
    worst(&[
        scaled(&(scaled_columns(u, s) * v_t - &a[0]), a[0].norm()),
        orthogonality(u),
        orthogonality(&v_t.transpose()),
        if descending { 0.0 } else { f64::INFINITY },
    ])
}
