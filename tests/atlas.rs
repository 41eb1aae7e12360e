//! Which NumPy calls release the GIL: what was seen, and the smallest size that releases.
#![cfg(not(target_arch = "wasm32"))]

use gil_playground::atlas::{self, TABLE, THRESHOLD};
use gil_playground::kernels;

#[test]
fn every_rule_says_what_was_seen() {
    let seen: usize = TABLE.iter().map(|rule| rule.seen.len()).sum();
    assert!(seen >= 20, "{seen}");
    for rule in &TABLE {
        for &(m, n, batch, released) in rule.seen {
            assert_eq!(rule.releases(m, n, batch), released, "{} of {batch} × {m}×{n}", rule.call);
        }
    }
}

/// From which m on one m×m matrix releases; `None` where no size does.
fn least(call: &str) -> Option<usize> {
    let rule = atlas::find(call).unwrap_or_else(|| panic!("{call} has no row"));
    (1..=100_000).find(|&m| rule.releases(m, m, 1))
}

#[test]
fn one_square_matrix_releases_from_this_size_on() {
    let from = [
        ("numpy.linalg.det", None),
        ("numpy.linalg.slogdet", None),
        ("numpy.linalg.solve, a vector", Some(501)),
        ("numpy.linalg.solve, a matrix", Some(23)),
        ("numpy.linalg.lstsq, a vector", Some(23)),
        ("numpy.linalg.eigvals", Some(501)),
        ("numpy.linalg.eigvalsh", Some(501)),
        ("numpy.linalg.svdvals", Some(501)),
        ("numpy.linalg.qr", Some(501)),
        ("numpy.linalg.inv", Some(23)),
        ("numpy.linalg.cholesky", Some(23)),
        ("numpy.linalg.eigh", Some(8)),
        ("numpy.linalg.eig", Some(8)),
        ("numpy.linalg.svd", Some(4)),
        ("numpy.matmul", Some(23)),
        ("numpy.matmul, a vector", Some(501)),
        ("numpy.matmul, two vectors", None),
        ("dtype=object", None),
    ];
    assert_eq!(from.map(|(call, _)| (call, least(call))), from);
    assert_eq!(from.len(), TABLE.len(), "a row is not tested");
}

#[test]
fn the_output_of_the_whole_batch_counts_and_the_work_does_not() {
    assert_eq!(atlas::releases("det", 2, 2, 500), Some(false));
    assert_eq!(atlas::releases("det", 2, 2, 501), Some(true));
    // A thin matrix has a small p, however long it is.
    assert_eq!(atlas::releases("qr", 1_000_000, 500, 1), Some(false));
    assert_eq!(atlas::releases("qr", 501, 501, 1), Some(true));
    assert_eq!(atlas::releases("qr", 10, 10, 51), Some(true));
    let solve = atlas::find("numpy.linalg.solve, a matrix").unwrap();
    assert!(!solve.releases(500, 1, 1) && solve.releases(501, 1, 1));
}

#[test]
fn no_size_overflows() {
    for rule in &TABLE {
        let huge = (rule.size)(u64::MAX, u64::MAX);
        assert_eq!(rule.releases(usize::MAX, usize::MAX, usize::MAX), huge > 0, "{}", rule.call);
        assert!(!rule.releases(0, 0, 1) || huge == 1, "{} of nothing", rule.call);
        assert!(!rule.releases(1, 1, THRESHOLD as usize), "{}", rule.call);
    }
}

#[test]
fn every_kernel_with_a_rule_is_one_of_the_crates_and_scipys_have_none() {
    for rule in TABLE.iter().filter(|rule| rule.kernel.is_some()) {
        let kernel = kernels::find(rule.kernel.unwrap()).unwrap_or_else(|| panic!("{:?} is no kernel", rule.kernel));
        // What stands after a comma is what it is called with.
        assert_eq!(Some(kernel.call), rule.call.split(',').next(), "two names for one call");
    }
    for kernel in &kernels::TABLE {
        let scipys = kernel.call.starts_with("scipy.");
        assert_eq!(atlas::releases(kernel.name, 64, 64, 1).is_none(), scipys, "{} is {}", kernel.name, kernel.call);
    }
}
