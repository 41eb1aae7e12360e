//! Reduction to upper bidiagonal form: A = Q·B·Pᵀ; a wide A gives a lower one, as in LAPACK. SciPy has LAPACK's routine for Cython only.

use super::{Array, Failure, Kernel, Shapes, Team, orthogonality, scaled, scaled_columns, spectral, workspace, worst};
use nalgebra::linalg::Bidiagonal;

pub(super) const KERNEL: Kernel = Kernel {
    name: "bidiagonal",
    call: "scipy.linalg.cython_lapack.dgebrd",
    sentence: "reduction to bidiagonal form, Q and P formed",
    shapes: Shapes::Any,
    scale: |e, _| [e[0], e[0], 0, 0],
    input: |m, n, random| vec![random.array(m, n)],
    nalgebra: run,
    blocked: Some(blocked),
    residual,
    recorded_us_256: 9300.0,
    // LAWN 41, table 3: DGEBRD 8/3 n³, and DORGBR 4/3 n³ for each of Q and P.
    flops: |m, n| 4.0 * m * n * m.min(n) + 4.0 / 3.0 * m.min(n).powi(3),
    doubles: |m, n| 6 * m * n,
};

/// Output: B's diagonal and what stands above it (below it where A is wide) as columns, Q, Pᵀ. LAPACK leaves Q and P as reflections.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), Failure> {
    let factors = reduce(workspace(&a[0], out), 1.0);
    out.extend(factors);
    Ok(())
}

/// The same with entries near 1, so that no square overflows.
fn blocked(a: &[Array], out: &mut Vec<Array>, _team: &dyn Team) -> Result<(), Failure> {
    let mut work = workspace(&a[0], out);
    let undo = spectral::normalize(&mut work);
    out.extend(reduce(work, undo));
    Ok(())
}

fn reduce(work: Array, undo: f64) -> [Array; 4] {
    let factors = Bidiagonal::new(work);
    let column = |entries: &[f64]| Array::from_column_slice(entries.len(), 1, entries) * undo;
    let diagonal = column(factors.diagonal().as_slice());
    let beside = column(factors.off_diagonal().as_slice());
    [diagonal, beside, factors.u(), factors.v_t()]
}

fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [diagonal, beside, q, p_t] = out else { return f64::INFINITY };
    let mut product = scaled_columns(q, diagonal);
    let wide = a[0].nrows() < a[0].ncols();
    for j in 1..q.ncols() {
        let (to, from) = if wide { (j - 1, j) } else { (j, j - 1) };
        product.column_mut(to).axpy(beside[j - 1], &q.column(from), 1.0);
    }
    worst(&[scaled(&(product * p_t - &a[0]), a[0].norm()), orthogonality(q), orthogonality(&p_t.transpose())])
}
