//! The determinant by LU.

use super::dense::{MatMut, Scratch, triangular};
use super::{Array, Failure, Kernel, Shapes, Team, spare, workspace};
use nalgebra::linalg::{LU, QR};

pub(super) const KERNEL: Kernel = Kernel {
    name: "det",
    call: "numpy.linalg.det",
    sentence: "determinant by LU",
    shapes: Shapes::Square,
    // Scaled so that the determinant, about e^(-n/2), is a double at every size.
    input: |n, _, random| vec![random.array(n, n) * (3.0 / n as f64).sqrt()],
    nalgebra: run,
    blocked: Some(run_blocked),
    residual,
    recorded_us_256: 2100.0,
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
    let n = a[0].nrows();
    let (mut factors, mut swaps) = (Scratch::zeros(n * n), vec![0; n]);
    factors.copy_from_slice(a[0].as_slice());
    triangular::factor_lu(&mut MatMut::new(&mut factors, n, n, n), &mut swaps, team);
    let sign = |i| if swaps[i] == i { 1.0 } else { -1.0 };
    let mut determinant = spare(out, 1, 1);
    determinant[(0, 0)] = (0..n).map(|i| sign(i) * factors[i * n + i]).product();
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
    let Some(inverse) = a[0].clone().try_inverse() else { return f64::INFINITY };
    let relative = (determinant[(0, 0)] - sign * magnitude).abs() / magnitude;
    relative / (n as f64 * f64::EPSILON * a[0].norm() * inverse.norm())
}
