//! One call at a time, on one thread: wasm beside native code, beside other libraries, beside the machine's peak.
//!
//! Invariant: all sides of a kernel at one size are asked in the same rounds.

use serde_json::json;

use super::series::{Question, Series, interleaved};
use super::sides::{Sides, time};
use super::{Plan, kernels};
use crate::bench::rows::{Row, Target};

const NATIVE: Target = Target::AtMost(1.6);
const NATIVE_MEAN: Target = Target::AtMost(1.25);
/// What 128-bit vectors without FMA allow.
const BEST: Target = Target::AtMost(4.0);
const PEER: Target = Target::AtMost(1.0);
const MUCH_FASTER: Target = Target::AtMost(0.2);
const PEAK: Target = Target::AtLeast(0.6);
/// The measured peak is asked so long, because it is to be the highest there is.
const PEAK_MS: f64 = 100.0;

/// The place in which a browser's side was measured.
pub(super) const CHROMIUM: &str = "chromium";
pub(super) const PEERS: [&str; 3] = ["ml-matrix", "eigen", "faer"];

/// One side of a kernel at one size.
fn sides_of(kernel: &str, n: usize, ms: f64, shared: bool) -> Vec<Question> {
    let browser = |code: &str| Question { player: |sides| &mut sides.browser, ask: time(code, kernel, n, ms) };
    let mut all =
        vec![browser("auto"), Question { player: |sides| &mut sides.baseline, ask: time("auto", kernel, n, ms) }];
    if shared {
        all.push(Question { player: |sides| &mut sides.full, ask: time("nalgebra", kernel, n, ms) });
        all.push(Question { player: |sides| &mut sides.faer, ask: time("faer", kernel, n, ms) });
        all.push(Question { player: |sides| &mut sides.numpy, ask: time("numpy", kernel, n, ms) });
        all.push(browser("nalgebra"));
        all.extend(PEERS.map(browser));
    }
    all
}

pub(super) fn rows(sides: &mut Sides, plan: &Plan) -> Vec<Row> {
    let (mut rows, mut ratios) = (Vec::new(), Vec::new());
    for kernel in kernels() {
        let mut smaller: Option<(usize, Series)> = None;
        for &n in plan.sizes {
            eprintln!("kernels: {kernel} {n}");
            let shared = plan.shared.contains(&n);
            let mut measured = interleaved(sides, &sides_of(kernel, n, plan.ms, shared), plan.rounds).into_iter();
            let mut next = || measured.next().unwrap_or_default();
            let (ours, native) = (next(), next());
            let what = || format!("{kernel} {n}");
            let mut add =
                |series: Series, place, unit: &str, target| rows.push(series.row(what(), place, unit, target));
            add(ours.scaled(1e-3), CHROMIUM, "ms", None);
            let ratio = ours.over(&native);
            ratios.push(ratio.clone());
            add(ratio, "both", "wasm ÷ native", Some(NATIVE));
            if let Some((half, before)) = smaller.filter(|(half, _)| half * 2 == n) {
                let growth = ours.over(&before).scaled(1.0 / 8.0);
                add(growth, CHROMIUM, &format!("time ÷ (8 × time at {half})"), None);
            }
            if shared {
                let best = best([("nalgebra", next()), ("faer", next()), ("numpy", next())]);
                add(ours.over(&best), "both", "wasm ÷ best native library", Some(BEST));
                add(ours.over(&next()), CHROMIUM, "auto ÷ nalgebra", None);
                for peer in PEERS {
                    let theirs = next();
                    let target = if (peer, n) == ("ml-matrix", 256) { MUCH_FASTER } else { PEER };
                    if theirs.shared() {
                        add(ours.over(&theirs), CHROMIUM, &format!("ours ÷ {peer}"), Some(target));
                    }
                }
            }
            smaller = Some((n, ours));
        }
    }
    rows.push(geometric_mean(&ratios).row("all".to_owned(), "both", "wasm ÷ native", Some(NATIVE_MEAN)));
    rows.extend(peak(sides, plan));
    rows
}

/// The fastest library, and what stops the others.
fn best<const N: usize>(libraries: [(&str, Series); N]) -> Series {
    let missing = libraries.iter().filter(|(_, series)| series.values.is_empty() && series.shared());
    let missing: Vec<String> = missing.map(|(name, series)| format!("{name}: {}", series.note)).collect();
    let best = libraries.into_iter().min_by(|(_, a), (_, b)| a.median().total_cmp(&b.median()));
    let (name, series) = best.filter(|(_, series)| !series.values.is_empty()).unwrap_or(("none", Series::default()));
    let note = [vec![name.to_owned(), series.note], missing].concat();
    Series { note: note.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; "), ..series }
}

/// Round by round, over the kernels and sizes that have every round.
fn geometric_mean(ratios: &[Series]) -> Series {
    let rounds = ratios.iter().map(|series| series.values.len()).max().unwrap_or(0);
    let whole: Vec<&Series> = ratios.iter().filter(|series| series.values.len() == rounds).collect();
    let mean = |round: usize| {
        let logs: f64 = whole.iter().map(|series| series.values[round].ln()).sum();
        (logs / whole.len() as f64).exp()
    };
    Series { values: (0..rounds).map(mean).collect(), note: format!("geometric mean of {}", whole.len()) }
}

/// The product of matrices against what one core multiplies and adds at most.
fn peak(sides: &mut Sides, plan: &Plan) -> [Row; 2] {
    let n = plan.inside_n;
    let questions = [
        Question { player: |sides| &mut sides.browser, ask: json!({ "do": "peak", "code": "peak", "ms": PEAK_MS }) },
        Question { player: |sides| &mut sides.browser, ask: time("auto", "matmul", n, plan.ms) },
    ];
    let measured = interleaved(sides, &questions, plan.rounds);
    let (peak, matmul) = (&measured[0], &measured[1]);
    let gflops = |us: &f64| 2.0 * (n as f64).powi(3) / (us * 1e3);
    let speed = Series { values: matmul.values.iter().map(gflops).collect(), note: matmul.note.clone() };
    let fraction = speed.over(peak);
    [
        peak.clone().row("SIMD multiply-add".to_owned(), CHROMIUM, "GFLOP/s", None),
        fraction.row(format!("matmul {n}"), CHROMIUM, "of the SIMD peak", Some(PEAK)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(values: &[f64], note: &str) -> Series {
        Series { values: values.to_vec(), note: note.to_owned() }
    }

    #[test]
    fn the_best_library_is_the_fastest_that_could_be_measured_and_trouble_is_told() {
        let found =
            best([("slow", series(&[9.0], "")), ("gone", series(&[], "no network")), ("fast", series(&[2.0], ""))]);
        assert_eq!(found, series(&[2.0], "fast; gone: no network"));
        let lacks = series(&[], "it has no function that returns the same");
        assert_eq!(best([("a", lacks)]), series(&[], "none"));
    }

    #[test]
    fn a_geometric_mean_lets_double_and_half_cancel() {
        let mean = geometric_mean(&[series(&[2.0, 1.0], ""), series(&[0.5, 1.0], ""), series(&[7.0], "once")]);
        assert!(mean.values.iter().all(|value| (value - 1.0).abs() < 1e-12) && mean.values.len() == 2, "{mean:?}");
    }
}
