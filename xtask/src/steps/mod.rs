//! What the commands do, in order, as tables. Each list runs from what is cheap, or fails often, to what is dear.

mod artefact;
mod dist;
pub(crate) mod page;
mod rust;
pub(crate) mod serve;
mod setup;
pub(crate) mod wasm;
mod wasm_tests;

use crate::step::Step;
use crate::{atlas, bench};

macro_rules! steps {
    ($($title:literal => $run:expr),* $(,)?) => { &[$(Step { title: $title, run: $run }),*] };
}

/// The steps of `build` and `demo`: from sources to `www/dist`, and to `dist` if it is wanted.
pub(crate) fn build(dist: bool) -> Vec<Step> {
    [SETUP, PAGE, if dist { DIST } else { &[] }].concat()
}

/// The steps of `test`, with those that take long if `full`.
pub(crate) fn test(full: bool) -> Vec<Step> {
    let long = if full { LONG_CHECKS } else { &[] };
    [SETUP, TEST_SETUP, RUST_CHECKS, PAGE, DIST, PAGE_CHECKS, BROWSER_CHECKS, long].concat()
}

const SETUP: &[Step] = steps![
    "Check for rustup, Node and npm" => setup::prerequisites,
];

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

const PAGE: &[Step] = steps![
    "Find or install the toolchain for wasm threads" => setup::threads,
    "Install the page's packages" => page::install,
    "Compile the cores to wasm with threads" => wasm::compile,
    "Compile the simulator, the file formats and the atlas to wasm" => wasm::compile_small,
    "Write the JavaScript glue and optimise the wasm" => wasm::package,
    "Bundle the page" => page::bundle,
];

const DIST: &[Step] = steps![
    "Lay out the folder for hosts and for npm" => dist::lay_out,
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
    "Simulate 100,000 random Scenarios and read 1,000,000 inputs" => rust::test_long,
    "Hold the committed scan to the sources of numpy and scipy" => atlas::holds,
    "Find or build mdBook, Sphinx, nginx, Firefox and WebKit with their drivers" => setup::long,
    "Test the built page's speed, its hosts, its package, real documentation, Firefox and WebKit" => page::test_built_long,
    "See that the bench of the kernels can measure" => bench::works,
];
