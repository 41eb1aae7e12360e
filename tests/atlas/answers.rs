//! The atlas as the playground asks it: a kernel's rule is its call's rule, and an answer can be played.

use gil_playground::atlas::answer::{self, Answer, Question};
use gil_playground::atlas::dtype::Dtype;
use gil_playground::atlas::kernels::{self as rules, Era};
use gil_playground::atlas::rule::{Function, Verdict};
use gil_playground::atlas::{cost, functions, list, measured, shape};
use gil_playground::engine::simulate::simulate;
use gil_playground::{Scenario, kernels};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn ask(function: &str, shapes: &str, read: Option<&str>) -> Answer {
    let shapes = shape::parse_all(shapes).unwrap();
    answer::ask(&Question { function, shapes, dtype: Dtype::Float64, read }).unwrap_or_else(|error| panic!("{error}"))
}

/// Every call that a kernel stands for, with the atlas's row for it if there is one.
fn calls(kernel: &str) -> impl Iterator<Item = (&'static rules::Call, Option<&'static Function>)> {
    let row = |call: &rules::Call| {
        functions::all().find(|function| {
            [call.name, &format!("{}(a)", call.name), &format!("{}(a, b)", call.name)].contains(&function.call)
        })
    };
    rules::calls(kernel).map(move |call| (call, row(call)))
}

/// The shapes of the call's arrays for a batch of m×n problems.
fn arrays(kernel: &str, m: usize, n: usize, batch: usize) -> String {
    let one = match kernel {
        "matmul" => vec![vec![m, 7], vec![7, n]],
        "solve" | "lstsq" => vec![vec![m, n], vec![m]],
        _ => vec![vec![m, n]],
    };
    let text = |array: Vec<usize>| {
        // A batch of right-hand sides has to be one of columns; a vector would be a matrix.
        let stacked = if batch > 1 { [vec![batch], array].concat() } else { array };
        stacked.iter().map(usize::to_string).collect::<Vec<_>>().join("x")
    };
    one.into_iter().map(text).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_kernel_stands_for_its_own_call_first_and_for_every_call_of_the_atlas_that_does_its_arithmetic() {
    for kernel in &kernels::TABLE {
        let named: Vec<&str> = calls(kernel.name).map(|(call, _)| call.name).collect();
        assert_eq!(named[0].split('(').next(), Some(kernel.call));
        let known: BTreeSet<&str> = calls(kernel.name).filter_map(|(_, row)| Some(row?.call)).collect();
        let does = functions::all().filter(|function| rules::of(function.call) == Some(kernel.name));
        assert_eq!(known, does.map(|function| function.call).collect(), "{}", kernel.name);
        assert_eq!(known.len(), if kernel.name == "bidiagonal" { 0 } else { named.len() }, "{}", kernel.name);
    }
    let known: BTreeSet<_> = kernels::TABLE.iter().map(|kernel| kernel.name).collect();
    assert!(functions::all().filter_map(|function| rules::of(function.call)).all(|kernel| known.contains(kernel)));
}

proptest! {
    #[test]
    fn a_kernel_lets_go_as_its_call_does(m in 1usize..1100, n in 1usize..1100, small in 1usize..30, square: bool) {
        for kernel in &kernels::TABLE {
            let (m, n) = if square { (small, small) } else { (m, n) };
            let (m, n) = if kernel.shapes == kernels::Shapes::Square { (m, m) } else { (m, n) };
            for (call, row) in calls(kernel.name).filter_map(|(call, row)| Some((call, row?.call))) {
                let verdict = ask(row, &arrays(kernel.name, m, n, 1), None).verdict;
                let releases = call.releases(Era::Today, m, n, 1).unwrap();
                match verdict {
                    // A kernel is one step: the one that costs most, which qr's first is.
                    Verdict::Mixed => prop_assert_eq!((call.name, releases), ("numpy.linalg.qr", false)),
                    verdict => prop_assert_eq!(verdict == Verdict::Releases, releases, "{} {}x{}", row, m, n),
                }
            }
        }
    }
}

#[test]
fn the_output_of_the_whole_batch_counts_and_the_work_does_not() {
    let releases = |kernel, m, n, batch| rules::find(kernel, None).unwrap().releases(Era::Today, m, n, batch).unwrap();
    assert!(!releases("det", 2, 2, 500) && releases("det", 2, 2, 501));
    // A thin matrix has a small p, however long it is.
    assert!(!releases("qr", 1_000_000, 500, 1) && releases("qr", 501, 501, 1) && releases("qr", 10, 10, 51));
    assert!(releases("svd", usize::MAX, usize::MAX, usize::MAX), "no size overflows");
}

#[test]
fn in_python_2_7_only_a_product_and_the_factors_of_lu_let_go() {
    for (kernel, call, row) in
        kernels::TABLE.iter().flat_map(|kernel| calls(kernel.name).map(move |(call, row)| (kernel, call, row)))
    {
        let releases = call.releases(Era::Python27, 500, 500, 600);
        // `numpy.dot` stands for `matmul`, which did not exist.
        let row = if kernel.name == "matmul" {
            functions::all().find(|function| function.call == "numpy.dot(a, b)")
        } else {
            row
        };
        let then = row.and_then(|function| {
            let edition =
                function.editions.iter().find(|edition| ["numpy 1.5.1", "scipy 0.9.0"].contains(&edition.read))?;
            edition.verdict(&shape::parse_all(&arrays(kernel.name, 500, 500, 1)).unwrap(), Dtype::Float64).ok()
        });
        match then {
            Some(verdict) => assert_eq!(releases, Some(verdict == Verdict::Releases), "{}", call.name),
            // `svdvals` came later: then it was `svd`.
            None => assert_eq!(releases, row.map(|_| false), "{}", call.name),
        }
    }
}

#[test]
fn a_call_that_is_not_the_kernels_first_is_named_when_it_is_played_and_holds_or_releases_by_itself() {
    let run = |op: &serde_json::Value| {
        let threads = serde_json::json!([{"name": "w", "count": 2, "repeat": 4, "ops": [op]}]);
        let asked = serde_json::json!({"runtime": "cpython-3.12", "cores": 2, "threads": threads});
        simulate(&Scenario::from_json(&asked.to_string()).unwrap()).unwrap().head
    };
    let play = ask("scipy.linalg.eigh", "400x400", None).play().unwrap();
    let op = &play.scenario["threads"][0]["ops"][0];
    assert_eq!(
        (&op["name"], &op["function"], &op["gil"]),
        (&"eigh".into(), &"scipy.linalg.eigh".into(), &"holds".into())
    );
    let numpy = ask("numpy.linalg.eigh", "400x400", None).play().unwrap();
    assert!(numpy.scenario["threads"][0]["ops"][0].get("function").is_none());
    // Two calls, two runs.
    let eigh = |function: &str| {
        run(
            &serde_json::json!({"op": "kernel", "name": "eigh", "function": function, "n": 400, "gil": "numpy", "us": 9000}),
        )
    };
    let [scipy, numpy] = ["scipy.linalg.eigh(a)", "numpy.linalg.eigh"].map(eigh);
    assert!(scipy.metrics.speedup < 1.1 && numpy.metrics.speedup > 1.9, "{:?}", [scipy.metrics, numpy.metrics]);
    let written = serde_json::to_value(&scipy.scenario).unwrap();
    assert_eq!(written["threads"][0]["ops"][0]["function"], "scipy.linalg.eigh(a)");
}

#[test]
fn what_a_call_costs_is_a_row_that_was_measured() {
    for kernel in &kernels::TABLE {
        for (call, row) in calls(kernel.name) {
            let Some((order, us)) = call.measured else {
                assert_eq!(call.name, "scipy.linalg.cython_lapack.dgebrd");
                continue;
            };
            let order = usize::from(order);
            let shapes = match (kernel.name, arrays(kernel.name, order, order, 1)) {
                // The probe multiplies square matrices.
                ("matmul", _) => format!("{order}x{order} {order}x{order}"),
                (_, shapes) => shapes,
            };
            let cost = ask(row.unwrap().call, &shapes, None).cost.unwrap();
            assert_eq!((cost.scaled_from, cost.us.round()), (None, f64::from(us)), "{} {shapes}", call.name);
        }
    }
}

#[test]
fn from_which_size_a_square_matrix_is_let_go() {
    let from = [
        ("numpy.linalg.det(a)", None),
        ("numpy.linalg.slogdet(a)", None),
        ("numpy.linalg.eigvals(a)", Some(501)),
        ("numpy.linalg.eigvalsh(a)", Some(501)),
        ("numpy.linalg.svdvals(a)", Some(501)),
        ("numpy.linalg.qr(a)", Some(501)),
        ("numpy.linalg.inv(a)", Some(23)),
        ("numpy.linalg.cholesky(a)", Some(23)),
        ("numpy.linalg.eigh(a)", Some(8)),
        ("numpy.linalg.eig(a)", Some(8)),
        ("numpy.linalg.svd(a)", Some(4)),
    ];
    let least = |call: &str| (1..=2000).find(|m| ask(call, &format!("{m}x{m}"), None).verdict == Verdict::Releases);
    assert_eq!(from.map(|(call, _)| (call, least(call))), from);
}

#[test]
fn a_kernel_does_as_many_operations_as_its_call_is_scaled_by() {
    let sizes = |kernel: &kernels::Kernel| match kernel.shapes {
        kernels::Shapes::Any => vec![(256, 256), (900, 100), (100, 900), (30, 7)],
        kernels::Shapes::Square => vec![(256, 256), (900, 900), (64, 64)],
    };
    for kernel in kernels::TABLE.iter().filter(|kernel| kernel.name != "bidiagonal") {
        let ratio = |(m, n): (usize, usize)| {
            let arrays = match kernel.name {
                "matmul" => vec![vec![m as u64, n as u64], vec![n as u64, m as u64]],
                "solve" | "lstsq" => vec![vec![m as u64, n as u64], vec![m as u64]],
                _ => vec![vec![m as u64, n as u64]],
            };
            cost::of_kernel(kernel.name, &arrays).unwrap() / (kernel.flops)(m as f64, n as f64)
        };
        let expected = ratio((256, 256));
        for size in sizes(kernel) {
            assert!((ratio(size) / expected - 1.0).abs() < 1e-9, "{} at {size:?}", kernel.name);
        }
    }
}

#[test]
fn every_row_of_the_atlas_can_be_played() {
    for row in list::rows(list::Era::Today) {
        let shapes = shape::parse_all(&row.example).unwrap();
        let dtype = Dtype::parse(row.dtype).unwrap();
        let answer = answer::ask(&Question { function: row.call, shapes, dtype, read: None }).unwrap();
        let play = answer.play().unwrap_or_else(|| panic!("{} has no Scenario", row.call));
        let scenario =
            Scenario::from_json(&play.scenario.to_string()).unwrap_or_else(|error| panic!("{}: {error}", row.call));
        let report = simulate(&scenario).unwrap_or_else(|error| panic!("{}: {error}", row.call));
        assert!(report.timeline.wall() > 0, "{}", row.call);
    }
}

#[test]
fn a_call_on_larger_arrays_than_are_computed_is_played_as_itself_and_simulated() {
    let play = ask("numpy.linalg.det", "1500x1500", None).play().unwrap();
    assert_eq!((play.stands_for, play.measurable), (None, false));
    let op = &play.scenario["threads"][0]["ops"][0];
    assert_eq!((&op["name"], &op["shape"], &op["us"]), (&"det".into(), &[1500, 1500].into(), &57_700.0.into()));
    let scenario = Scenario::from_json(&play.scenario.to_string()).unwrap();
    // It holds: two threads need as long as one.
    let report = simulate(&scenario).unwrap();
    assert!((report.head.metrics.speedup - 1.0).abs() < 0.02, "{}", report.head.metrics.speedup);
    assert!(ask("numpy.linalg.det", "500x500", None).play().unwrap().measurable);
}

#[test]
fn the_rows_are_as_many_as_the_issue_asks_for_and_every_measured_call_has_a_rule() {
    let measured: BTreeSet<_> = measured::data().rows.iter().map(|row| row.call.as_str()).collect();
    let ruled: BTreeSet<_> = functions::all().map(|function| function.call).collect();
    assert_eq!(measured.difference(&ruled).collect::<Vec<_>>(), Vec::<&&str>::new());
    assert!(measured::data().rows.len() >= 120);
}
