//! The matrix product: C = A·B.

use crate::dense::{Mat, MatMut, gemm, share};
use crate::{Array, Failure, Kernel, Random, Shapes, Team, difference, product, spare, worst};

pub(super) const KERNEL: Kernel = Kernel {
    name: "matmul",
    call: "numpy.matmul",
    sentence: "matrix product",
    shapes: Shapes::Any,
    common: true,
    scale: |e, _| [e[0] + e[1], 0, 0, 0],
    input: |m, n, random| vec![random.array(m, n), random.array(n, m)],
    nalgebra: Some(run),
    blocked: Some(run_blocked),
    residual,
    recorded_us_256: [1700.0, 1800.0],
    // LAWN 41, table 1: DGEMM, 2 n³.
    flops: |m, n| 2.0 * m * n * m,
    doubles: |m, n| 2 * m * n + 2 * m * m,
};

/// Output: C.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), Failure> {
    let mut product = spare(out, a[0].nrows(), a[1].ncols());
    product.gemm(1.0, &a[0], &a[1], 0.0);
    out.clear();
    out.push(product);
    Ok(())
}

fn run_blocked(a: &[Array], out: &mut Vec<Array>, team: &dyn Team) -> Result<(), Failure> {
    let mut product = spare(out, a[0].nrows(), a[1].ncols());
    product.fill(0.0);
    let (left, right) = (Mat::of(&a[0]), Mat::of(&a[1]));
    share(team, MatMut::of(&mut product).parts(team), |(from, mut part)| {
        gemm(1.0, left, right.block(0, from, a[1].nrows(), part.cols()), &mut part);
    });
    out.clear();
    out.push(product);
    Ok(())
}

/// Freivalds' check, C·x = A·(B·x) for random x: a second product would only repeat the first one's mistakes.
fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [c] = out else { return f64::INFINITY };
    let rows = c.nrows();
    let n = rows.max(a[0].ncols());
    let scale = (a[0].norm() * a[1].norm()).max(f64::MIN_POSITIVE / f64::EPSILON);
    let mut random = Random::new(n as u64);
    let mut ratios = [0.0; 4];
    for ratio in &mut ratios {
        let x = random.array(rows, 1);
        let difference = difference(product(c, &x), &product(&a[0], &product(&a[1], &x)));
        *ratio = difference.norm() / (n as f64 * f64::EPSILON * scale * x.norm() / (rows as f64).sqrt());
    }
    worst(&ratios)
}
