//! The full singular value decomposition: A = U·diag(s)·Vᵀ.

use super::{Array, Failure, Kernel, RESIDUAL_LIMIT, Shapes, orthogonality, scaled, scaled_columns, workspace, worst};
use nalgebra::Dyn;
use nalgebra::linalg::SVD;

pub(super) const KERNEL: Kernel = Kernel {
    name: "svd",
    call: "numpy.linalg.svd",
    sentence: "singular value decomposition with both sets of vectors",
    shapes: Shapes::Any,
    scale: |e, _| [0, e[0], 0, 0],
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
    if a.nrows() < a.ncols() {
        let [u, s, v_t] = decompose(&a.transpose(), previous)?;
        return Ok([v_t.transpose(), s, u.transpose()]);
    }
    let factors = golub_reinsch(a, true, previous)?;
    let s = column(&factors);
    let (Some(u), Some(v_t)) = (factors.u, factors.v_t) else { return Err(Failure::NoConvergence) };
    let [u, s, v_t] = if a.ncols() < SMALL { polished(a, &v_t) } else { [u, s, v_t] };
    let zero = vanishing(&s);
    if zero == s.len() {
        return Ok([u, s, v_t]);
    }
    // Of some singular matrices nalgebra's result is another matrix's.
    let off = scaled(&(scaled_columns(&u, &s) * &v_t - a), a.norm());
    let [mut u, s, v_t] =
        if off <= RESIDUAL_LIMIT { [u, s, v_t] } else { polished(a, &Array::identity(a.ncols(), a.ncols())) };
    let zero = vanishing(&s);
    // What belongs to exact zeros may be askew or missing.
    let mut v = v_t.transpose();
    for j in zero..s.len() {
        complete(&mut u, j);
        complete(&mut v, j);
    }
    Ok([u, s, v.transpose()])
}

/// s alone, as a column.
pub(super) fn values(a: &Array, previous: &mut Vec<Array>) -> Result<Array, Failure> {
    if a.ncols().min(a.nrows()) < SMALL {
        return decompose(a, previous).map(|[_, s, _]| s);
    }
    let s = golub_reinsch(a, false, previous).map(|factors| column(&factors))?;
    if vanishing(&s) < s.len() { decompose(a, previous).map(|[_, s, _]| s) } else { Ok(s) }
}

/// From where on singular values are zero within rounding.
fn vanishing(s: &Array) -> usize {
    let limit = s.len() as f64 * f64::EPSILON * s[0];
    s.iter().position(|&value| value <= limit).unwrap_or(s.len())
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
    let rotate = |matrix: &mut Array, i: usize, j: usize, c: f64, t: f64| {
        for row in 0..matrix.nrows() {
            let (x, y) = (matrix[(row, i)], matrix[(row, j)]);
            (matrix[(row, i)], matrix[(row, j)]) = (c * x - c * t * y, c * t * x + c * y);
        }
    };
    let mut v = v_t.transpose();
    let mut b = a * &v;
    for _sweep in 0..30 {
        let mut rotated = false;
        for (i, j) in (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))) {
            let (alpha, beta) = (b.column(i).norm_squared(), b.column(j).norm_squared());
            let gamma = b.column(i).dot(&b.column(j));
            if gamma.abs() > f64::EPSILON * (alpha * beta).sqrt() {
                let zeta = (beta - alpha) / (2.0 * gamma);
                let t = zeta.signum() / (zeta.abs() + zeta.hypot(1.0));
                let c = 1.0 / t.hypot(1.0);
                rotate(&mut b, i, j, c, t);
                rotate(&mut v, i, j, c, t);
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
    for j in 0..n {
        if s[j] > 0.0 {
            u.column_mut(j).unscale_mut(s[j]);
        }
    }
    [u, s, v.select_columns(&order).transpose()]
}

/// Makes column `j` a unit vector at right angles to all before it: what is left of some axis, twice to the last bit.
fn complete(u: &mut Array, j: usize) {
    for axis in 0..u.nrows() {
        let mut rest = Array::zeros(u.nrows(), 1);
        rest[axis] = 1.0;
        let done = u.columns(0, j).into_owned();
        for _twice in 0..2 {
            rest -= &done * done.tr_mul(&rest);
        }
        let length = rest.norm();
        // The axes' rests have the squared lengths m − j together, so one of m is at least as long as the mean.
        if length * length * u.nrows() as f64 >= 0.5 {
            u.column_mut(j).copy_from(&(rest / length).column(0));
            return;
        }
    }
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
