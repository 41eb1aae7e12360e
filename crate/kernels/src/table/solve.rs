//! A system of linear equations by LU: A·x = b.

use crate::dense::MatMut;
use crate::dense::triangular::{self, Lu};
use crate::{Array, Failure, Kernel, Shapes, Team, difference, product, scaled, workspace};
use nalgebra::linalg::LU;

pub(super) const KERNEL: Kernel = Kernel {
    name: "solve",
    call: "numpy.linalg.solve",
    sentence: "solution of a system of linear equations by LU",
    shapes: Shapes::Square,
    common: true,
    scale: |e, _| [e[1] - e[0], 0, 0, 0],
    input: |n, _, random| vec![random.array(n, n), random.array(n, 1)],
    nalgebra: Some(run),
    blocked: Some(run_blocked),
    residual,
    recorded_us_256: [920.0, 1600.0],
    // LAWN 41, table 3: DGETRF 2/3 n³ and DGETRS 2 n² for one right-hand side.
    flops: |_, n| 2.0 / 3.0 * n * n * n + 2.0 * n * n,
    doubles: |m, n| 2 * m * n,
};

/// Output: x. A singular A has none.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), Failure> {
    let factors = LU::new(workspace(&a[0], out));
    out.push(factors.solve(&a[1]).ok_or(Failure::Singular)?);
    Ok(())
}

fn run_blocked(a: &[Array], out: &mut Vec<Array>, team: &dyn Team) -> Result<(), Failure> {
    let lu = Lu::regular(&a[0], team)?;
    let mut x = workspace(&a[1], out);
    for (i, &with) in lu.swaps.iter().enumerate() {
        x.swap_rows(i, with);
    }
    triangular::solve_lower(lu.factors(), 0, &mut MatMut::of(&mut x));
    triangular::solve_upper(lu.factors(), &mut MatMut::of(&mut x));
    out.push(x);
    Ok(())
}

/// Relative to ‖A‖·‖x‖, as LAPACK's `dget02` has it.
fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [x] = out else { return f64::INFINITY };
    scaled(&difference(product(&a[0], x), &a[1]), a[0].norm() * x.norm())
}
