//! The full singular value decomposition: A = U·diag(s)·Vᵀ.

use crate::{
    Alone, Array, Failure, Kernel, Shapes, Team, off, orthogonality, product, scaled_columns, spectral, workspace,
    worst,
};
use nalgebra::Dyn;
use nalgebra::linalg::SVD;

pub(super) const KERNEL: Kernel = Kernel {
    name: "svd",
    call: "numpy.linalg.svd",
    sentence: "singular value decomposition with both sets of vectors",
    shapes: Shapes::Any,
    common: false,
    scale: |e, _| [0, e[0], 0, 0],
    input: |m, n, random| vec![random.array(m, n)],
    nalgebra: Some(run),
    blocked: Some(blocked),
    residual,
    recorded_us_256: [19000.0, 110_000.0],
    // Golub and Van Loan, Matrix Computations, 4th ed., section 8.6.3: the Golub-Reinsch algorithm with U1 and V.
    flops: |m, n| 14.0 * m * n * m.min(n) + 8.0 * m.min(n).powi(3),
    doubles: |m, n| 10 * m * n,
};

/// Below this size nalgebra's closing 2×2 step shows: one result in a hundred is off by up to 10⁴ ε. Ours takes its place there.
const SMALL: usize = 8;

/// Output: U, s as a column, Vᵀ.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), Failure> {
    let factors = decompose(&a[0], out)?;
    out.extend(factors);
    Ok(())
}

/// The same by restructured QR.
fn blocked(a: &[Array], out: &mut Vec<Array>, team: &dyn Team) -> Result<(), Failure> {
    let factors = spectral::decompose(workspace(&a[0], out), team)?;
    out.extend(factors);
    Ok(())
}

/// U, s as a column, Vᵀ, with nalgebra where that can.
pub(super) fn decompose(a: &Array, previous: &mut Vec<Array>) -> Result<[Array; 3], Failure> {
    if a.nrows() < a.ncols() {
        let [u, s, v_t] = decompose(&a.transpose(), previous)?;
        return Ok([v_t.transpose(), s, u.transpose()]);
    }
    if a.ncols() >= SMALL {
        let factors = golub_reinsch(a, true, previous)?;
        let s = column(&factors);
        let (Some(u), Some(v_t)) = (factors.u, factors.v_t) else { return Err(Failure::NoConvergence) };
        if !vanishes(&s) {
            return Ok([u, s, v_t]);
        }
    }
    spectral::decompose(workspace(a, previous), &Alone)
}

/// s alone, as a column, with nalgebra where that can.
pub(super) fn values(a: &Array, previous: &mut Vec<Array>) -> Result<Array, Failure> {
    if a.nrows().min(a.ncols()) >= SMALL {
        let s = column(&golub_reinsch(a, false, previous)?);
        if !vanishes(&s) {
            return Ok(s);
        }
    }
    spectral::values(workspace(a, previous))
}

/// Whether some singular values are zero within rounding: of some such matrices nalgebra's result is another matrix's.
fn vanishes(s: &Array) -> bool {
    s.iter().any(|&value| value <= s.len() as f64 * f64::EPSILON * s[0])
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

fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [u, s, v_t] = out else { return f64::INFINITY };
    let descending = s.as_slice().windows(2).all(|pair| pair[0] >= pair[1]) && s.iter().all(|&s| s >= 0.0);
    worst(&[
        off(product(&scaled_columns(u, s), v_t), &a[0]),
        orthogonality(u),
        orthogonality(&v_t.transpose()),
        if descending { 0.0 } else { f64::INFINITY },
    ])
}
