//! Least squares by the singular value decomposition: x is the shortest that minimizes ‖A·x − b‖.

use super::{Array, Failure, Kernel, Shapes, Team, solve, spectral, svd, svdvals, workspace, worst};

pub(super) const KERNEL: Kernel = Kernel {
    name: "lstsq",
    call: "numpy.linalg.lstsq",
    sentence: "least squares solution by the singular value decomposition",
    shapes: Shapes::Any,
    input: |m, n, random| vec![random.array(m, n), random.array(m, 1)],
    nalgebra: run,
    blocked: Some(blocked),
    residual,
    recorded_us_256: 21000.0,
    // The decomposition's, and two products with a vector.
    flops: |m, n| (svd::KERNEL.flops)(m, n) + 4.0 * m * n,
    doubles: |m, n| 6 * m * n,
};

/// Output: x, the rank as the only entry, s as a column. NumPy's sum of squared residuals is empty for a square A.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), Failure> {
    let factors = svd::decompose(&a[0], out)?;
    out.extend(solution(&a[1], &factors));
    Ok(())
}

/// The same by restructured QR.
fn blocked(a: &[Array], out: &mut Vec<Array>, team: &dyn Team) -> Result<(), Failure> {
    let factors = spectral::decompose(workspace(&a[0], out), team)?;
    out.extend(solution(&a[1], &factors));
    Ok(())
}

fn solution(b: &Array, [u, s, v_t]: &[Array; 3]) -> [Array; 3] {
    let rank = rank(s);
    let mut x = u.tr_mul(b);
    for (i, x) in x.iter_mut().enumerate() {
        *x = if i < rank { *x / s[i] } else { 0.0 };
    }
    [v_t.tr_mul(&x), Array::from_element(1, 1, rank as f64), s.clone()]
}

/// How many singular values NumPy takes for more than zero when `rcond` is not given.
fn rank(s: &Array) -> usize {
    let limit = s.len() as f64 * f64::EPSILON * s[0];
    s.iter().filter(|&&s| s > limit).count()
}

/// A square A of full rank leaves no rest: its x solves the system.
fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [x, full, s] = out else { return f64::INFINITY };
    worst(&[
        (solve::KERNEL.residual)(a, std::slice::from_ref(x)),
        (full[(0, 0)] - rank(s) as f64).abs() / f64::EPSILON,
        (svdvals::KERNEL.residual)(a, std::slice::from_ref(s)),
    ])
}
