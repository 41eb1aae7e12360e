//! LU with partial pivoting: P·A = L·U.

use crate::dense::{MatMut, share, triangular};
use crate::{Array, Failure, Kernel, Shapes, Team, norm_below, order, product, scaled, spare, workspace, worst};
use nalgebra::linalg::LU;

pub(super) const KERNEL: Kernel = Kernel {
    name: "lu",
    call: "scipy.linalg.lu",
    sentence: "LU factorization with partial pivoting",
    shapes: Shapes::Any,
    common: true,
    scale: |e, _| [0, 0, e[0], 0],
    input: |m, n, random| vec![random.array(m, n)],
    nalgebra: Some(run),
    blocked: Some(run_blocked),
    residual,
    recorded_us_256: [930.0, 1700.0],
    // LAWN 41, table 3: DGETRF, 2/3 n³ − n²/2 + 5/6 n.
    flops: |m, n| m * n * m.min(n) - m.min(n).powi(3) / 3.0,
    doubles: |m, n| 5 * m * n,
};

/// Output: the order of A's rows as a column, L, U.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), Failure> {
    let n = a[0].nrows();
    let (p, l, u) = LU::new(workspace(&a[0], out)).unpack();
    let mut rows = Array::from_fn(n, 1, |i, _| i as f64);
    p.permute_rows(&mut rows);
    out.extend([rows, l, u]);
    Ok(())
}

fn run_blocked(a: &[Array], out: &mut Vec<Array>, team: &dyn Team) -> Result<(), Failure> {
    let (m, n) = a[0].shape();
    let p = m.min(n);
    let (mut l, mut u) = (spare(out, m, p), spare(out, p, n));
    // In place of the one that has A's shape.
    let tall = m >= n;
    let factors = if tall { &mut l } else { &mut u };
    factors.copy_from(&a[0]);
    let mut swaps = vec![0; p];
    triangular::factor_lu(&mut MatMut::of(factors), &mut swaps, team);
    let mut rows = Array::from_fn(m, 1, |i, _| i as f64);
    for (i, &with) in swaps.iter().enumerate() {
        rows.swap_rows(i, with);
    }
    let (mut left, mut right) = (MatMut::of(&mut l), MatMut::of(&mut u));
    let pairs = left.block(0, 0, m, p).parts(team).zip(right.block(0, 0, p, p).parts(team));
    share(team, pairs, |((from, mut l), (_, mut u))| {
        for j in 0..l.cols() {
            let (i, l, u) = (from + j, l.col_mut(j), u.col_mut(j));
            if tall {
                u[..=i].copy_from_slice(&l[..=i]);
            } else {
                l[i + 1..].copy_from_slice(&u[i + 1..]);
            }
            l[..i].fill(0.0);
            l[i] = 1.0;
            u[i + 1..].fill(0.0);
        }
    });
    out.clear();
    out.extend([rows, l, u]);
    Ok(())
}

fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [rows, l, u] = out else { return f64::INFINITY };
    let a = &a[0];
    let Some(rows) = order(rows) else { return f64::INFINITY };
    let mut difference = product(l, u);
    for j in 0..a.ncols() {
        for i in 0..a.nrows() {
            difference[(i, j)] -= a[(rows[i], j)];
        }
    }
    worst(&[
        scaled(&difference, a.norm()),
        norm_below(u, 0),
        norm_below(&l.transpose(), 0),
        (0..l.ncols()).map(|i| (l[(i, i)] - 1.0).abs()).sum(),
    ])
}
