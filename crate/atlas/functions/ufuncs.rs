//! Elementwise ufuncs, and what is made of them.

use super::at;
use crate::rule::{LetsGo, Step};
use crate::rules::{BY_DTYPE, UFUNC};

/// Contiguous arrays of one type; others take `execute_ufunc_loop`, with the same condition (line 1163).
pub(super) const fn ufunc_of(lets_go: LetsGo) -> Step {
    let kind = "NPY_BEGIN_THREADS_THRESHOLDED";
    let place = at("numpy/_core/src/umath/ufunc_object.c", "try_trivial_single_output_loop", kind, 979);
    Step { rule: &UFUNC, lets_go, at: place }
}

pub(super) const fn ufunc() -> Step {
    ufunc_of(LetsGo::Elements)
}

/// No threshold yet.
pub(super) const UFUNC_1_5: Step = super::always(
    &BY_DTYPE,
    at("numpy/core/src/umath/ufunc_object.c", "PyUFunc_GenericFunction", "NPY_LOOP_BEGIN_THREADS", 2037),
);

calls! {}
