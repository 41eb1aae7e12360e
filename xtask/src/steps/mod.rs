//! What there is to do, and what `build` and `demo` do of it, in order, as tables; `checks` is what `test` does.

pub(crate) mod artefact;
mod dist;
pub(crate) mod page;
pub(crate) mod rust;
pub(crate) mod serve;
pub(crate) mod setup;
pub(crate) mod wasm;
pub(crate) mod wasm_tests;

use crate::step::{Step, steps};

/// The steps of `build` and `demo`: from sources to `www/dist`, and to `dist` if it is wanted.
pub(crate) fn build(dist: bool) -> Vec<Step> {
    [SETUP, PAGE, if dist { DIST } else { &[] }].concat()
}

pub(crate) const SETUP: &[Step] = steps![
    "Check for rustup, Node and npm" => setup::prerequisites,
];

pub(crate) const PAGE: &[Step] = steps![
    "Find or install the toolchain for wasm threads" => setup::threads,
    "Install the page's packages" => page::install,
    "Compile the cores to wasm with threads" => wasm::compile,
    "Compile the simulator, the file formats and the atlas to wasm" => wasm::compile_small,
    "Write the JavaScript glue and optimise the wasm" => wasm::package,
    "Bundle the page" => page::bundle,
];

pub(crate) const DIST: &[Step] = steps![
    "Lay out the folder for hosts and for npm" => dist::lay_out,
];
