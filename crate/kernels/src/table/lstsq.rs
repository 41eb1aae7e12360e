//! Least squares by the singular value decomposition: x is the shortest that minimizes ‖A·x − b‖.

use super::{svd, svdvals};
use crate::{
    Array, Failure, Kernel, Shapes, Team, difference, product, spectral, transposed_product, workspace, worst,
};

pub(super) const KERNEL: Kernel = Kernel {
    name: "lstsq",
    call: "numpy.linalg.lstsq",
    sentence: "least squares solution by the singular value decomposition",
    shapes: Shapes::Any,
    common: false,
    scale: |e, _| [e[1] - e[0], 0, e[0], 0],
    input: |m, n, random| vec![random.array(m, n), random.array(m, 1)],
    nalgebra: Some(run),
    blocked: Some(blocked),
    residual,
    recorded_us_256: [19000.0, 110_000.0],
    // The decomposition's, and two products with a vector.
    flops: |m, n| (svd::KERNEL.flops)(m, n) + 4.0 * m * n,
    doubles: |m, n| 12 * m * n,
};

/// Output: x, the rank as the only entry, s as a column. NumPy's sum of squared residuals is empty for a square A.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), Failure> {
    let factors = svd::decompose(&a[0], out)?;
    out.extend(solution(a, &factors));
    Ok(())
}

/// The same by restructured QR.
fn blocked(a: &[Array], out: &mut Vec<Array>, team: &dyn Team) -> Result<(), Failure> {
    let factors = spectral::decompose(workspace(&a[0], out), team)?;
    out.extend(solution(a, &factors));
    Ok(())
}

fn solution(a: &[Array], [u, s, v_t]: &[Array; 3]) -> [Array; 3] {
    let rank = rank(&a[0], s);
    let mut x = transposed_product(u, &a[1]);
    for (i, x) in x.iter_mut().enumerate() {
        *x = if i < rank { *x / s[i] } else { 0.0 };
    }
    [transposed_product(v_t, &x), Array::from_element(1, 1, rank as f64), s.clone()]
}

/// How many singular values NumPy takes for more than zero when `rcond` is not given.
fn rank(a: &Array, s: &Array) -> usize {
    let limit = a.nrows().max(a.ncols()) as f64 * f64::EPSILON * s[0];
    s.iter().filter(|&&s| s > limit).count()
}

/// The rest A·x − b is at right angles to A's columns, as LAPACK's `dqrt17` has it, and the shortest x has no part that A
/// does not see.
fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [x, full, s] = out else { return f64::INFINITY };
    let (matrix, b) = (&a[0], &a[1]);
    let Ok([_, _, v_t]) = svd::decompose(matrix, &mut Vec::new()) else { return f64::INFINITY };
    let rank = rank(matrix, s);
    let seen = v_t.rows(0, rank).into_owned();
    let unseen = difference(x.clone(), &transposed_product(&seen, &product(&seen, x)));
    let unit = matrix.nrows().max(matrix.ncols()) as f64 * f64::EPSILON;
    let norm = matrix.norm();
    let normal = transposed_product(matrix, &difference(product(matrix, x), b)).norm()
        / (unit * norm * (norm * x.norm() + b.norm()));
    worst(&[
        if norm > 0.0 { normal } else { x.norm() / f64::MIN_POSITIVE },
        // What A sees of the directions of small singular values is as uncertain as they are smaller than the largest.
        if x.norm() > 0.0 { unseen.norm() / (unit * x.norm() * s[0] / s[rank - 1]) } else { 0.0 },
        (full[(0, 0)] - rank as f64).abs() / f64::EPSILON,
        (svdvals::KERNEL.residual)(a, std::slice::from_ref(s)),
    ])
}
