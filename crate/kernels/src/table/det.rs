//! The determinant by LU.

use crate::dense::triangular::Lu;
use crate::{Array, Failure, Kernel, Shapes, Team, spare, workspace};
use nalgebra::linalg::{LU, QR};

pub(super) const KERNEL: Kernel = Kernel {
    name: "det",
    call: "numpy.linalg.det",
    sentence: "determinant by LU",
    shapes: Shapes::Square,
    common: false,
    scale: |e, n| [e[0] * n, 0, 0, 0],
    // Scaled so that the determinant, about e^(-n/2), is a double at every size.
    input: |n, _, random| vec![random.array(n, n) * (3.0 / n as f64).sqrt()],
    nalgebra: Some(run),
    blocked: Some(run_blocked),
    residual,
    recorded_us_256: [900.0, 1500.0],
    // LAWN 41, table 3: DGETRF, 2/3 n³.
    flops: |_, n| 2.0 / 3.0 * n * n * n,
    doubles: |m, n| 5 * m * n,
};

/// Output: the determinant as the only entry.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), Failure> {
    let determinant = LU::new(workspace(&a[0], out)).determinant();
    out.push(Array::from_element(1, 1, determinant));
    Ok(())
}

fn run_blocked(a: &[Array], out: &mut Vec<Array>, team: &dyn Team) -> Result<(), Failure> {
    let lu = Lu::of(&a[0], team);
    let sign = |i| if lu.swaps[i] == i { 1.0 } else { -1.0 };
    let mut determinant = spare(out, 1, 1);
    determinant[(0, 0)] = lu.pivots().enumerate().map(|(i, pivot)| sign(i) * pivot).product();
    out.clear();
    out.push(determinant);
    Ok(())
}

/// |det A| is the product of R's diagonal in A = Q·R, and the determinant of Q is its sign. The relative error of a
/// determinant is bounded by n·ε·‖A‖·‖A⁻¹‖, since its derivative in the direction E is trace(A⁻¹E).
fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [determinant] = out else { return f64::INFINITY };
    let n = a[0].nrows();
    let factors = QR::new(a[0].clone());
    let magnitude: f64 = factors.r().diagonal().iter().product();
    let sign = LU::new(factors.q()).determinant().signum();
    let unit = n as f64 * f64::EPSILON;
    // By LU: up to size 4 nalgebra's own inverse is by minors, and of a singular A that is nothing.
    let condition = LU::new(a[0].clone()).try_inverse().map_or(f64::INFINITY, |inverse| a[0].norm() * inverse.norm());
    // Where the condition leaves no digit for certain, what rounding makes is small beside Hadamard's bound.
    let hadamard = || a[0].column_iter().map(|column| column.norm()).product::<f64>();
    let scale = if unit * condition < 1e-4 { magnitude.abs() * condition } else { hadamard() };
    (determinant[(0, 0)] - sign * magnitude).abs() / (unit * scale).max(f64::MIN_POSITIVE)
}
