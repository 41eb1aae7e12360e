//! The inverse by LU: A·X = I.

use crate::dense::triangular::{self, Lu};
use crate::dense::{MatMut, share};
use crate::{Array, Failure, Kernel, Shapes, Team, product, scaled, workspace};
use nalgebra::linalg::LU;

pub(super) const KERNEL: Kernel = Kernel {
    name: "inv",
    call: "numpy.linalg.inv",
    sentence: "matrix inverse by LU",
    shapes: Shapes::Square,
    common: true,
    scale: |e, _| [-e[0], 0, 0, 0],
    input: |m, n, random| vec![random.array(m, n)],
    nalgebra: Some(run),
    blocked: Some(run_blocked),
    residual,
    recorded_us_256: [3100.0, 5900.0],
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
    let lu = Lu::regular(&a[0], team)?;
    let mut x = workspace(&a[0], out);
    x.fill_with_identity();
    share(team, MatMut::of(&mut x).narrow_parts(team), |(from, mut part)| {
        triangular::solve_lower(lu.factors(), from, &mut part);
        triangular::solve_upper(lu.factors(), &mut part);
    });
    for (i, &with) in lu.swaps.iter().enumerate().rev() {
        x.swap_columns(i, with);
    }
    out.push(x);
    Ok(())
}

/// Relative to ‖A‖·‖X‖, as LAPACK's `dget03` has it.
fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [x] = out else { return f64::INFINITY };
    let mut difference = product(&a[0], x);
    for i in 0..difference.nrows() {
        difference[(i, i)] -= 1.0;
    }
    scaled(&difference, a[0].norm() * x.norm())
}
