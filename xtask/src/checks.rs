//! What `test` does, in order, as tables. Each list runs from what is cheap, or fails often, to what is dear.

use crate::step::{Step, steps};
use crate::steps::{DIST, PAGE, SETUP, artefact, page, rust, setup, wasm_tests};
use crate::{atlas, bench};

/// The steps of `test`, with those that take long if `full`.
pub(crate) fn all(full: bool) -> Vec<Step> {
    let long = if full { LONG_CHECKS } else { &[] };
    [SETUP, TEST_SETUP, RUST_CHECKS, PAGE, DIST, PAGE_CHECKS, BROWSER_CHECKS, long].concat()
}

/// First of all, so that something missing is known before minutes have gone.
const TEST_SETUP: &[Step] = steps![
    "Find or install a browser for the tests" => setup::browser,
    "Complete the stable toolchain" => setup::stable,
];

const RUST_CHECKS: &[Step] = steps![
    "Check the format" => rust::format,
    "Lint the native code" => rust::lint_native,
    "Lint the wasm code" => rust::lint_wasm,
    "Test natively" => rust::test,
    "Test the atlas's Python" => atlas::test_python,
];

const PAGE_CHECKS: &[Step] = steps![
    "Check what was built: memory, sizes, no data addresses" => artefact::check,
    "Check the page's types and style" => page::check,
    "Test the page's modules" => page::test,
];

const BROWSER_CHECKS: &[Step] = steps![
    "Find or build wasm-pack and the wasm test runner" => setup::tools,
    "Test in a browser without threads" => wasm_tests::plain,
    "Test in a browser with threads" => wasm_tests::threaded,
    "Test the built page in a browser" => page::test_built,
];

const LONG_CHECKS: &[Step] = steps![
    "Compile with the oldest Rust that is promised" => rust::oldest,
    "Simulate 100,000 random Scenarios and read 1,000,000 inputs" => rust::test_long,
    "Ask the real lock each of CPython's measured oracles twenty times" => rust::test_oracles,
    "Hold 10,000 recorded holds and releases to a module's own stamps, on every CPython, and NumPy to the atlas" => rust::test_recorder,
    "Hold the committed scan to the sources of numpy and scipy" => atlas::holds,
    "Find or build mdBook, Sphinx, nginx, Firefox and WebKit with their drivers" => setup::long,
    "Test the built page's speed, its hosts, its package, real documentation, Firefox and WebKit" => page::test_built_long,
    "See that the bench of the kernels can measure" => bench::works,
];
