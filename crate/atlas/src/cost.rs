//! How long one call takes on such arrays, as far as the measurement tells.
//!
//! Invariant: a cost is that of the row of just these arrays, or that of the nearest row of the same call and type,
//! scaled by their numbers of operations; a row that is too far away, or whose operations were not counted, gives none.

use crate::kernels;
use crate::measured::Row;
use crate::rule::{Function, LetsGo, Step, Verdict};
use crate::shape::{self, Shape, product};
use serde::Serialize;

/// A shorter call is mostly overhead, which does not grow with the arrays.
pub(crate) const LEAST_MS: f64 = 1.0;
/// How much longer or shorter a dimension may be than the row's.
const FAR: u64 = 4;

/// Of one call.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Cost {
    /// In microseconds.
    pub us: f64,
    /// The arrays that were measured, where it is scaled from others.
    pub scaled_from: Option<String>,
    /// What these took, in milliseconds.
    pub measured_ms: f64,
}

/// What a call costs whose rows, of the type in question, are these.
pub(crate) fn cost(function: &Function, shapes: &[Shape], rows: &[Row]) -> Option<Cost> {
    if let Some(row) = exact(shapes, rows) {
        return Some(Cost { us: row.ms * 1000.0, scaled_from: None, measured_ms: row.ms });
    }
    let (row, ratio) = nearest(function, shapes, rows.iter().filter(|row| row.ms >= LEAST_MS))?;
    Some(Cost { us: row.ms * 1000.0 * ratio, scaled_from: Some(row.shapes.join(" and ")), measured_ms: row.ms })
}

/// For which part of a mixed call the GIL is free, by the same row as the cost.
pub(crate) fn free_part(function: &Function, shapes: &[Shape], rows: &[Row]) -> Option<f64> {
    let mixed = || rows.iter().filter(|row| row.verdict == Verdict::Mixed);
    let row = exact(shapes, rows).filter(|row| row.verdict == Verdict::Mixed);
    row.or_else(|| Some(nearest(function, shapes, mixed())?.0)).map(|row| row.free)
}

/// The row of just these arrays.
pub(crate) fn exact<'r>(shapes: &[Shape], rows: &'r [Row]) -> Option<&'r Row> {
    let asked = || shapes.iter().map(|shape| shape::text(shape));
    rows.iter().find(|row| asked().eq(row.shapes.iter().cloned()))
}

/// Of the rows that are near enough the one that does most nearly as much, and how many times its operations are asked.
pub(crate) fn nearest<'r>(
    function: &Function,
    shapes: &[Shape],
    rows: impl Iterator<Item = &'r Row>,
) -> Option<(&'r Row, f64)> {
    let asked = operations(function, shapes)?;
    let near = rows.filter_map(|row| {
        let measured: Vec<Shape> = row.shapes.iter().filter_map(|text| shape::parse(text).ok()).collect();
        let ratio = asked / operations(function, &measured).filter(|_| is_near(shapes, &measured))?;
        Some((row, ratio))
    });
    near.min_by(|a, b| a.1.ln().abs().total_cmp(&b.1.ln().abs()))
}

fn is_near(asked: &[Shape], measured: &[Shape]) -> bool {
    let near = |(a, b): (&u64, &u64)| *a <= b.saturating_mul(FAR) && *b <= a.saturating_mul(FAR);
    let alike = |(a, b): (&Shape, &Shape)| a.len() == b.len() && a.iter().zip(b).all(near);
    !asked.is_empty() && asked.len() == measured.len() && asked.iter().zip(measured).all(alike)
}

/// Calls without a kernel that do of the order of m·n·min(m, n) operations on their first array.
#[rustfmt::skip]
const CUBIC: [&str; 22] = [
    "numpy.linalg.slogdet(a)", "numpy.linalg.eig(a)", "numpy.linalg.eigvals(a)", "numpy.linalg.eigvalsh(a)",
    "numpy.linalg.svd(a, full_matrices=False)", "numpy.linalg.svd(a, compute_uv=False)", "numpy.linalg.qr(a, mode='r')",
    "numpy.linalg.pinv(a)", "numpy.linalg.matrix_rank(a)", "numpy.linalg.cond(a)", "numpy.linalg.norm(a, 2)",
    "numpy.linalg.matrix_power(a, 5)", "scipy.linalg.eig(a)", "scipy.linalg.eigvals(a)", "scipy.linalg.eigvalsh(a)",
    "scipy.linalg.ldl(a)", "scipy.linalg.expm(a)", "scipy.linalg.sqrtm(a)", "scipy.linalg.logm(a)", "scipy.linalg.pinv(a)",
    "scipy.linalg.qz(a, b)", "scipy.linalg.solve_sylvester(a, b, c)",
];

/// How many operations the call does, up to a factor that is the same for all arrays; none where they were not counted.
fn operations(function: &Function, shapes: &[Shape]) -> Option<f64> {
    if shapes.is_empty() {
        return None;
    }
    if let Some(kernel) = kernels::of(function.call) {
        return of_kernel(kernel, shapes);
    }
    if CUBIC.contains(&function.call) {
        return on_matrices(shapes.first()?).map(|(batch, m, n)| batch * m * n * m.min(n));
    }
    let count = |step: &Step| match step.lets_go {
        LetsGo::Elements | LetsGo::ElementsOf(_) => step.lets_go.on(shapes, 1).ok()?.1.map(|it| it.number as f64),
        _ => None,
    };
    function.editions[0].steps.iter().map(count).try_fold(0.0, |sum, count| Some(sum + count?)).filter(|sum| *sum > 0.0)
}

/// The same numbers as the kernels' own (`gil_kernels`), which a test compares.
pub fn of_kernel(kernel: &str, shapes: &[Shape]) -> Option<f64> {
    let (batch, m, n) = match (kernel, &shapes.first()?[..]) {
        ("matmul", [n]) => (1.0, 1.0, *n as f64),
        (_, first) => on_matrices(first)?,
    };
    let p = m.min(n);
    let columns = || match shapes.get(1).map(|second| &second[..]) {
        Some([_, .., columns]) => *columns as f64,
        _ => 1.0,
    };
    let svd = 14.0 * m * n * p + 8.0 * p.powi(3);
    let one = match kernel {
        "matmul" => 2.0 * m * n * columns(),
        "solve" => 2.0 / 3.0 * n.powi(3) + 2.0 * n * n * columns(),
        "lstsq" => svd + 4.0 * m * n * columns(),
        "svd" => svd,
        "svdvals" => 4.0 * m * n * p - 4.0 / 3.0 * p.powi(3),
        "qr" | "qr_pivoted" => 2.0 * (m * n + m * p) * p - 4.0 / 3.0 * p.powi(3),
        "lu" => m * n * p - p.powi(3) / 3.0,
        // A square matrix and a number of times n³: cholesky, det, eigh, hessenberg, inv, schur.
        _ => n.powi(3),
    };
    Some(batch * one)
}

fn on_matrices(shape: &[u64]) -> Option<(f64, f64, f64)> {
    let [batch @ .., m, n] = shape else { return None };
    Some((product(batch) as f64, *m as f64, *n as f64))
}

/// Of a call, for people.
pub(crate) fn duration(us: f64) -> String {
    let (value, unit) = if us < 1000.0 { (us, "µs") } else { (us / 1000.0, "ms") };
    format!("{} {unit}", rounded(value))
}

/// To three digits.
fn rounded(value: f64) -> f64 {
    let scale = 10_f64.powf(2.0 - value.abs().max(1e-9).log10().floor());
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use crate::answer::{self, Answer, Question};
    use crate::dtype::Dtype;
    use crate::measured;
    use crate::shape;

    fn ask(function: &str, shapes: &str, dtype: Dtype, read: Option<&str>) -> Answer {
        answer::ask(&Question { function, shapes: shape::parse_all(shapes).unwrap(), dtype, read }).unwrap()
    }

    fn cost(function: &str, shapes: &str) -> Option<(f64, Option<String>)> {
        ask(function, shapes, Dtype::Float64, None).cost.map(|cost| (cost.us, cost.scaled_from))
    }

    #[test]
    fn a_cost_is_that_of_its_own_row_or_scaled_by_operations_from_the_nearest_long_one() {
        let from_300 = |ms: f64| ms * 1000.0 * (400.0_f64 / 300.0).powi(3);
        let from_450 = |ms: f64| ms * 1000.0 * (400.0_f64 / 450.0).powi(3);
        for (call, expected, from) in [
            ("numpy.linalg.svd", from_300(16.2), "300x300"),
            ("numpy.linalg.eigh", from_450(25.9), "450x450"),
            ("numpy.linalg.inv", from_300(5.73), "300x300"),
            ("scipy.linalg.eigh", from_300(11.4), "300x300"),
        ] {
            let (us, scaled_from) = cost(call, "400x400").unwrap_or_else(|| panic!("{call} has no cost"));
            assert!((us / expected - 1.0).abs() < 1e-9, "{call}: {us} µs, expected {expected}");
            assert_eq!(scaled_from.as_deref(), Some(from), "{call}");
        }
        for row in &measured::data().rows {
            let answer = ask(&row.call, &row.shapes.join(" "), Dtype::parse(&row.dtype).unwrap(), None);
            assert_eq!(
                answer.cost.map(|cost| (cost.us, cost.scaled_from)),
                Some((row.ms * 1000.0, None)),
                "{}",
                row.call
            );
        }
    }

    #[test]
    fn what_is_far_away_too_short_or_of_another_type_or_time_gives_none() {
        assert_eq!(cost("numpy.linalg.svd", "20x20"), None, "the rows near it take microseconds");
        assert_eq!(cost("numpy.linalg.svd", "74x74"), None);
        assert!(cost("numpy.linalg.svd", "75x75").is_some(), "a quarter of 300");
        assert_eq!(cost("numpy.linalg.svd", "300x30"), None);
        assert_eq!(cost("numpy.linalg.svd", "300x300x300"), None, "a batch is another thing");
        assert_eq!(cost("numpy.sort", "300000"), None, "its operations were not counted");
        assert_eq!(cost("numpy.linalg.svd", ""), None);
        assert!(ask("numpy.linalg.svd", "300x300", Dtype::Complex128, None).cost.is_none());
        assert!(ask("numpy.linalg.svd", "300x300", Dtype::Float64, Some("numpy 1.5.1")).cost.is_none());
    }
}
