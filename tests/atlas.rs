//! The atlas as the playground asks it: a kernel's rule is its call's rule, and an answer can be played.
#![cfg(not(target_arch = "wasm32"))]

use gil_playground::atlas::answer::{self, Answer, Question};
use gil_playground::atlas::dtype::Dtype;
use gil_playground::atlas::kernels::{self as rules, Era};
use gil_playground::atlas::rule::Verdict;
use gil_playground::atlas::{cost, functions, list, measured, shape};
use gil_playground::engine::simulate::simulate;
use gil_playground::{Scenario, kernels};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn ask(function: &str, shapes: &str, read: Option<&str>) -> Answer {
    let shapes = shape::parse_all(shapes).unwrap();
    answer::ask(&Question { function, shapes, dtype: Dtype::Float64, read }).unwrap_or_else(|error| panic!("{error}"))
}

/// The call that a kernel stands for, as the atlas writes it.
fn call(kernel: &str) -> Option<&'static str> {
    functions::all().find(|function| function.kernel == Some(kernel)).map(|function| function.call)
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
fn every_kernel_but_bidiagonal_has_a_call_in_the_atlas_by_the_name_that_the_kernels_give_it() {
    for kernel in &kernels::TABLE {
        let named =
            functions::all().find(|function| function.kernel == Some(kernel.name)).map(|function| function.name);
        let expected = (kernel.name != "bidiagonal").then_some(kernel.call);
        assert_eq!(named, expected, "{}", kernel.name);
        assert_eq!(
            rules::releases(Era::Today, kernel.name, 64, 64, 1).is_some(),
            expected.is_some(),
            "{}",
            kernel.name
        );
    }
    let known: BTreeSet<_> = kernels::TABLE.iter().map(|kernel| kernel.name).collect();
    assert!(functions::all().filter_map(|function| function.kernel).all(|kernel| known.contains(kernel)));
}

proptest! {
    #[test]
    fn a_kernel_lets_go_as_its_call_does(m in 1usize..1100, n in 1usize..1100, small in 1usize..30, square: bool) {
        for kernel in &kernels::TABLE {
            let Some(call) = call(kernel.name) else { continue };
            let (m, n) = if square { (small, small) } else { (m, n) };
            let (m, n) = if kernel.shapes == kernels::Shapes::Square { (m, m) } else { (m, n) };
            let verdict = ask(call, &arrays(kernel.name, m, n, 1), None).verdict;
            let releases = rules::releases(Era::Today, kernel.name, m, n, 1).unwrap();
            match verdict {
                // A kernel is one step: the one that costs most, which qr's first is.
                Verdict::Mixed => prop_assert_eq!((kernel.name, releases), ("qr", false)),
                verdict => prop_assert_eq!(verdict == Verdict::Releases, releases, "{} {}x{}", call, m, n),
            }
        }
    }
}

#[test]
fn the_output_of_the_whole_batch_counts_and_the_work_does_not() {
    let releases = |kernel, m, n, batch| rules::releases(Era::Today, kernel, m, n, batch).unwrap();
    assert!(!releases("det", 2, 2, 500) && releases("det", 2, 2, 501));
    // A thin matrix has a small p, however long it is.
    assert!(!releases("qr", 1_000_000, 500, 1) && releases("qr", 501, 501, 1) && releases("qr", 10, 10, 51));
    assert!(releases("svd", usize::MAX, usize::MAX, usize::MAX), "no size overflows");
}

#[test]
fn in_python_2_7_only_a_product_lets_go() {
    for kernel in &kernels::TABLE {
        let releases = rules::releases(Era::Python27, kernel.name, 500, 500, 600);
        let call = call(kernel.name).unwrap_or_default();
        // `numpy.dot` stands for `matmul`, which did not exist.
        let call = if kernel.name == "matmul" { "numpy.dot(a, b)" } else { call };
        let then = functions::all().find(|function| function.call == call).and_then(|function| {
            let edition =
                function.editions.iter().find(|edition| ["numpy 1.5.1", "scipy 0.9.0"].contains(&edition.read))?;
            edition.verdict(&shape::parse_all(&arrays(kernel.name, 500, 500, 1)).unwrap(), Dtype::Float64).ok()
        });
        match then {
            Some(verdict) => assert_eq!(releases, Some(verdict == Verdict::Releases), "{}", kernel.name),
            // `svdvals` came later: then it was `svd`.
            None => assert_eq!(releases, (!call.is_empty()).then_some(false), "{}", kernel.name),
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
    for kernel in kernels::TABLE.iter().filter(|kernel| call(kernel.name).is_some()) {
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
