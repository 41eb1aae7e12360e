//! The inverse by LU: A·X = I.

use super::dense::{Mat, MatMut, Scratch, share, triangular};
use super::{Array, Failure, Kernel, Shapes, Team, scaled, spare, workspace};
use nalgebra::linalg::LU;

pub(super) const KERNEL: Kernel = Kernel {
    name: "inv",
    call: "numpy.linalg.inv",
    sentence: "matrix inverse by LU",
    shapes: Shapes::Square,
    input: |m, n, random| vec![random.array(m, n)],
    nalgebra: run,
    blocked: Some(run_blocked),
    residual,
    recorded_us_256: 7000.0,
    // LAWN 41, table 3: DGETRF 2/3 n³ and DGETRI 4/3 n³.
    flops: |_, n| 2.0 * n * n * n,
    doubles: |m, n| 5 * m * n,
};

/// Output: X. A singular A has none.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), Failure> {
    let factors = LU::new(workspace(&a[0], out));
    out.push(factors.try_inverse().ok_or(Failure::Singular)?);
    Ok(())
}

/// A⁻¹ = U⁻¹·L⁻¹·P: where the columns of L⁻¹ are still zero they cost nothing.
fn run_blocked(a: &[Array], out: &mut Vec<Array>, team: &dyn Team) -> Result<(), Failure> {
    let n = a[0].nrows();
    let (mut factors, mut swaps) = (Scratch::zeros(n * n), vec![0; n]);
    factors.copy_from_slice(a[0].as_slice());
    triangular::factor_lu(&mut MatMut::new(&mut factors, n, n, n), &mut swaps, team);
    if (0..n).any(|i| factors[i * n + i] == 0.0) {
        return Err(Failure::Singular);
    }
    let factors = Mat::new(&factors, n, n, n);
    let mut x = spare(out, n, n);
    x.fill_with_identity();
    share(team, MatMut::of(&mut x).narrow_parts(team), |(from, mut part)| {
        triangular::solve_lower(factors, from, &mut part);
        triangular::solve_upper(factors, &mut part);
    });
    for (i, &with) in swaps.iter().enumerate().rev() {
        x.swap_columns(i, with);
    }
    out.clear();
    out.push(x);
    Ok(())
}

/// Relative to ‖A‖·‖X‖, as LAPACK's `dget03` has it.
fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [x] = out else { return f64::INFINITY };
    let mut difference = &a[0] * x;
    for i in 0..difference.nrows() {
        difference[(i, i)] -= 1.0;
    }
    scaled(&difference, a[0].norm() * x.norm())
}
