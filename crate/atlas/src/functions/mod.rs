//! Every call of the atlas, a table for each part of the two packages.
//!
//! Invariant: one row a call and one edition for each version in which it was read; what was not read is not there. The
//! lines are those of the scan (`data/scan.json`), which a test compares; a line without a kind is the head of a function
//! in which the scan finds nothing.

/// A table of calls: name in the documentation, call as one writes it, the arrays that it
/// takes unless that is one of any shape, and for each version that was read, the newest first, the steps and what
/// the rules' own sentences do not say of it.
macro_rules! calls {
    ($($name:literal = $call:literal $(, takes $takes:literal)?:
        $($read:ident [$($step:expr),+ $(,)?] $($note:literal)?),+ ;)*) => {
        pub(super) const TABLE: &[$crate::rule::Function] = &[$($crate::rule::Function {
            name: $name,
            call: $call,
            takes: match $crate::functions::first(&[$($takes)?]) {
                Some(takes) => takes,
                None => "(*)",
            },
            editions: &[$($crate::rule::Edition {
                read: $crate::functions::versions::$read,
                steps: &[$($step),+],
                note: concat!("", $($note)?),
            }),+],
        }),*];
    };
}

mod arrays;
mod fft_random;
mod files_text;
mod linalg;
mod products;
mod reductions;
mod scipy_linalg;
mod scipy_optimize;
mod scipy_signal;
mod scipy_sparse;
mod scipy_spatial;
mod scipy_special;
mod sorting;
mod ufuncs;

use crate::rule::{Function, LetsGo, Place, Rule, Step};
use crate::sentences::GUFUNC;
use crate::shape::Shape;

/// The tables.
#[rustfmt::skip]
const TABLES: [&[Function]; 14] = [
    linalg::TABLE, products::TABLE, ufuncs::TABLE, reductions::TABLE, sorting::TABLE, fft_random::TABLE, arrays::TABLE, files_text::TABLE, scipy_linalg::TABLE, scipy_sparse::TABLE, scipy_signal::TABLE, scipy_spatial::TABLE, scipy_optimize::TABLE, scipy_special::TABLE,
];

/// Every call.
pub fn all() -> impl Iterator<Item = &'static Function> {
    TABLES.into_iter().flatten()
}

/// The call that is written like that, whatever the spaces in it.
pub(crate) fn written(call: &str) -> Option<&'static Function> {
    let tight = |call: &str| call.split_whitespace().collect::<String>();
    let call = tight(call);
    all().find(|function| tight(function.call) == call)
}

/// The versions that were read.
mod versions {
    pub(super) const NUMPY_2_4: &str = "numpy 2.4.6";
    pub(super) const NUMPY_1_12: &str = "numpy 1.12.0";
    pub(super) const NUMPY_1_8: &str = "numpy 1.8.0";
    pub(super) const NUMPY_1_5: &str = "numpy 1.5.1";
    pub(super) const SCIPY_1_17: &str = "scipy 1.17.1";
    pub(super) const SCIPY_0_9: &str = "scipy 0.9.0";
}

const fn first(names: &[&'static str]) -> Option<&'static str> {
    if names.is_empty() { None } else { Some(names[0]) }
}

/// A line that releases the GIL: its file, its function as the scan names it, the kind, the line.
const fn at(file: &'static str, function: &'static str, kind: &'static str, line: u32) -> Place {
    Place { read: None, file, function, kind, line }
}

/// A function in which nothing releases the GIL, and the line where it begins.
const fn nothing(file: &'static str, function: &'static str, line: u32) -> Place {
    Place { read: None, file, function, kind: "", line }
}

/// A place in the NumPy that today's SciPy calls.
const fn in_numpy(place: Place) -> Place {
    Place { read: Some(versions::NUMPY_2_4), ..place }
}

const fn always(rule: &'static Rule, at: Place) -> Step {
    Step { rule, lets_go: LetsGo::Always, at }
}

const fn never(rule: &'static Rule, at: Place) -> Step {
    Step { rule, lets_go: LetsGo::Never, at }
}

/// A gufunc that gets the arguments as they are.
const fn gufunc(name: &'static str) -> Step {
    gufunc_of(LetsGo::Outputs(name))
}

/// A gufunc that gets something made of the arguments.
const fn gufunc_of(lets_go: LetsGo) -> Step {
    let loops = "PyUFunc_GeneralizedFunctionInternal";
    let place = at("numpy/_core/src/umath/ufunc_object.c", loops, "NPY_BEGIN_THREADS_THRESHOLDED", 2133);
    Step { rule: &GUFUNC, lets_go, at: place }
}

/// What is no batch for the call, though it would be one for its gufunc: the answer must not advise one.
fn without_batch(shape: &[u64]) -> Shape {
    shape[shape.len().saturating_sub(2)..].to_vec()
}
