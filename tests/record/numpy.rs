//! NumPy under `gil record` and `gil probe`, in the environment that `GIL_NUMPY_PYTHON` names: a CPython of 3.12 or later with
//! the atlas's NumPy and SciPy. `cargo xtask test --full` makes it.

use crate::programs::{Recorded, record};
use gil_playground::atlas::measured::{self, Row};
use std::env;
use std::process::Command;

fn python() -> Option<String> {
    let python = env::var("GIL_NUMPY_PYTHON").ok();
    if python.is_none() {
        println!("skipped: GIL_NUMPY_PYTHON names no Python with NumPy");
    }
    python
}

const JOB: &str = "
import numpy
rng = numpy.random.default_rng(0)
a, b = rng.standard_normal((400, 400)) / 20, rng.standard_normal((300, 300))
for _ in range(20):
    numpy.linalg.det(a)
    numpy.linalg.inv(a)
    numpy.linalg.qr(b)
    c = a @ a
";

#[test]
fn det_holds_inv_releases_and_qr_does_both() {
    let Some(python) = python() else { return };
    let Recorded { recording, status, stderr, .. } = record(&["env", "OPENBLAS_NUM_THREADS=1", &python, "-c", JOB]);
    assert_eq!(status, Some(0), "{stderr}");
    let calls =
        [("numpy.linalg.det", 6, 0.0..=0.05), ("numpy.linalg.inv", 7, 0.95..=1.0), ("numpy.linalg.qr", 8, 0.05..=0.95)];
    for (name, line, free) in calls {
        let call = recording.calls.iter().find(|call| call.name == name && call.line == line);
        let call = call.unwrap_or_else(|| panic!("no {name}:\n{}", recording.text()));
        assert_eq!(call.count, 20, "{name}");
        let told = call.gil_free().unwrap();
        println!("{name}: {told:.3} of {} ms", call.total / 1_000_000);
        assert!(free.contains(&told), "{name}: {told}\n{}", recording.text());
    }
    let versions: Vec<_> =
        recording.libraries.iter().map(|it| (&it.name[..], it.version.is_some(), it.threads)).collect();
    assert_eq!(versions, [("numpy", true, None), ("OpenBLAS", true, Some(1))], "{:?}", recording.libraries);
    let product = recording.calls.iter().find(|call| call.operator && call.line == 9);
    let product = product.unwrap_or_else(|| panic!("no operator:\n{}", recording.text()));
    assert_eq!(product.count, 20);
    assert!(product.own.released > 1_000_000, "{}", recording.text());
}

/// NumPy's rows that were measured closely enough to be reproduced, as far apart in the table as they can be. Calls that take
/// less are as much Python's loop around them. Not SciPy's: the atlas measured with a thread that ticks, and what gets the
/// lock for a few microseconds at a time, as in `CubicSpline`, does not tick; a recording counts it as free.
fn forty() -> Vec<&'static Row> {
    let close = |row: &&Row| {
        let exact = row.spread[1] - row.spread[0] <= 0.05 && (0.1..60.0).contains(&row.ms);
        exact && row.function.starts_with("numpy.") && !row.call.contains("folder")
    };
    let rows: Vec<&Row> = measured::data().rows.iter().filter(close).collect();
    assert!(rows.len() >= 40, "{}", rows.len());
    (0..40).map(|at| rows[at * rows.len() / 40]).collect()
}

#[test]
fn a_probe_says_what_the_atlas_measured() {
    let Some(python) = python() else { return };
    let mut wrong = Vec::new();
    for row in forty() {
        let arguments = ["probe", "--format", "json", "--repeat", "3", "--python", &python, "--setup", &row.setup];
        let mut probe = Command::new(env!("CARGO_BIN_EXE_gil"));
        let output = probe.args(arguments).arg(&row.call).output().unwrap();
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let free = told["gil_free"]["median"].as_f64().unwrap_or(f64::NAN);
        let line = format!(
            "{} {} {}: {free:.3}, {} by the atlas {} {}",
            row.call,
            row.shapes.join(" "),
            row.dtype,
            row.free,
            told["verdict"].as_str().unwrap_or_default(),
            String::from_utf8_lossy(&output.stderr)
        );
        println!("{line}");
        if (free - row.free).abs() > 0.05 || free.is_nan() || told["verdict"] != row.verdict.word() {
            wrong.push(line);
        }
    }
    assert!(wrong.is_empty(), "{} of 40:\n{}", wrong.len(), wrong.join("\n"));
}
