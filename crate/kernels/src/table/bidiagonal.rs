//! Reduction to upper bidiagonal form: A = Q·B·Pᵀ; a wide A gives a lower one, as in LAPACK. SciPy has LAPACK's routine
//! for Cython only.

use crate::{
    Array, Failure, Kernel, Shapes, Team, off, orthogonality, product, scaled_columns, spectral, workspace, worst,
};
use nalgebra::linalg::Bidiagonal;

pub(super) const KERNEL: Kernel = Kernel {
    name: "bidiagonal",
    call: "scipy.linalg.cython_lapack.dgebrd",
    sentence: "reduction to bidiagonal form, Q and P formed",
    shapes: Shapes::Any,
    common: false,
    scale: |e, _| [e[0], e[0], 0, 0],
    input: |m, n, random| vec![random.array(m, n)],
    nalgebra: Some(run),
    blocked: Some(blocked),
    residual,
    recorded_us_256: [7500.0, 11000.0],
    // LAWN 41, table 3: DGEBRD 8/3 n³, and DORGBR 4/3 n³ for each of Q and P.
    flops: |m, n| 4.0 * m * n * m.min(n) + 4.0 / 3.0 * m.min(n).powi(3),
    doubles: |m, n| 10 * m * n,
};

/// Output: B's diagonal and what stands above it (below it where A is wide) as columns, Q, Pᵀ. LAPACK leaves Q and P
/// as reflections.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), Failure> {
    let factors = Bidiagonal::new(workspace(&a[0], out));
    let column = |entries: &[f64]| Array::from_column_slice(entries.len(), 1, entries);
    let diagonal = column(factors.diagonal().as_slice());
    let beside = column(factors.off_diagonal().as_slice());
    out.extend([diagonal, beside, factors.u(), factors.v_t()]);
    Ok(())
}

/// The same with the vectors formed by blocks; a wide A goes through its transpose.
fn blocked(a: &[Array], out: &mut Vec<Array>, team: &dyn Team) -> Result<(), Failure> {
    let wide = a[0].nrows() < a[0].ncols();
    let work = if wide { a[0].transpose() } else { workspace(&a[0], out) };
    out.clear();
    let ([diagonal, beside], factors) = spectral::bidiagonal(work, true, team);
    let [q, p] = factors.expect("vectors were asked for");
    let [q, p] = if wide { [p, q] } else { [q, p] };
    out.extend([diagonal, beside, q, p.transpose()]);
    Ok(())
}

fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [diagonal, beside, q, p_t] = out else { return f64::INFINITY };
    let mut columns = scaled_columns(q, diagonal);
    let wide = a[0].nrows() < a[0].ncols();
    for j in 1..q.ncols() {
        let (to, from) = if wide { (j - 1, j) } else { (j, j - 1) };
        columns.column_mut(to).axpy(beside[j - 1], &q.column(from), 1.0);
    }
    worst(&[off(product(&columns, p_t), &a[0]), orthogonality(q), orthogonality(&p_t.transpose())])
}
