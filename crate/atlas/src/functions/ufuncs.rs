//! Elementwise ufuncs, and what is made of them.

use super::{always, at, in_numpy, never, nothing, versions};
use crate::rule::{LetsGo, Place, Step};
use crate::sentences::{BY_DTYPE, COMPILED_HELD, UFUNC};
use crate::shape::{Shape, product};

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
pub(super) const UFUNC_1_5: Step = always(
    &BY_DTYPE,
    at("numpy/core/src/umath/ufunc_object.c", "PyUFunc_GenericFunction", "NPY_LOOP_BEGIN_THREADS", 2037),
);

/// SciPy's own ufuncs, and its Python around NumPy's: the loop is NumPy's.
pub(super) const fn numpy_ufunc() -> Step {
    let Step { rule, lets_go, at } = ufunc();
    Step { rule, lets_go, at: in_numpy(at) }
}

pub(super) const UFUNC_OF_NUMPY_1_5: Step = {
    let Step { rule, lets_go, at } = UFUNC_1_5;
    Step { rule, lets_go, at: Place { read: Some(versions::NUMPY_1_5), ..at } }
};

/// The elements of the first array, whatever the others have.
pub(super) fn first(shapes: &[Shape]) -> u64 {
    product(&shapes[0])
}

calls! {
    "numpy.add" = "numpy.add(a, b)", takes "(...),(...)":
        NUMPY_2_4 [ufunc()] "A new array of objects is cleared, and clearing 1024 bytes or more releases the GIL (alloc.c:344).",
        NUMPY_1_5 [UFUNC_1_5];
    "numpy.add" = "numpy.add(a, b, out=c)", takes "(...),(...),(...)":
        NUMPY_2_4 [ufunc()],
        NUMPY_1_5 [UFUNC_1_5];
    "numpy.exp" = "numpy.exp(a)":
        NUMPY_2_4 [ufunc()],
        NUMPY_1_5 [UFUNC_1_5];
    "numpy.sin" = "numpy.sin(a)":
        NUMPY_2_4 [ufunc()],
        NUMPY_1_5 [UFUNC_1_5];
    "numpy.sqrt" = "numpy.sqrt(a)":
        NUMPY_2_4 [ufunc()],
        NUMPY_1_5 [UFUNC_1_5];
    "numpy.power" = "numpy.power(a, b)", takes "(...),(...)":
        NUMPY_2_4 [ufunc()],
        NUMPY_1_5 [UFUNC_1_5];
    "numpy.maximum" = "numpy.maximum(a, b)", takes "(...),(...)":
        NUMPY_2_4 [ufunc()],
        NUMPY_1_5 [UFUNC_1_5];
    "numpy.less" = "numpy.less(a, b)", takes "(...),(...)":
        NUMPY_2_4 [ufunc()],
        NUMPY_1_5 [UFUNC_1_5];
    "numpy.floor_divide" = "numpy.floor_divide(a, b)", takes "(...),(...)":
        NUMPY_2_4 [ufunc()],
        NUMPY_1_5 [UFUNC_1_5];
    "numpy.add.at" = "numpy.add.at(a, b, 1.0)", takes "(*),(*)":
        NUMPY_2_4 [never(&COMPILED_HELD, nothing("numpy/_core/src/umath/ufunc_object.c", "trivial_at_loop", 5584))] "If the index needs a conversion, another loop runs, which releases the GIL (ufunc_at__fast_iter).";
    "numpy.clip" = "numpy.clip(a, -1, 1)":
        NUMPY_2_4 [ufunc()],
        NUMPY_1_5 [never(&COMPILED_HELD, nothing("numpy/core/src/multiarray/calculation.c", "PyArray_Clip", 776))];
    "numpy.diff" = "numpy.diff(a)":
        NUMPY_2_4 [ufunc()] "It subtracts two views of the array.",
        NUMPY_1_5 [UFUNC_1_5] "It subtracts two views of the array.";
    "numpy.where" = "numpy.where(a, b, c)", takes "(...),(...),(...)":
        NUMPY_2_4 [Step { rule: &UFUNC, lets_go: LetsGo::Elements, at: at("numpy/_core/src/multiarray/multiarraymodule.c", "PyArray_Where", "NPY_BEGIN_THREADS_THRESHOLDED", 3347) }],
        NUMPY_1_5 [never(&COMPILED_HELD, nothing("numpy/core/src/multiarray/multiarraymodule.c", "PyArray_Where", 1982))];
    "numpy.interp" = "numpy.interp(a, b, c)", takes "(*),(n),(n)":
        NUMPY_2_4 [Step { rule: &UFUNC, lets_go: LetsGo::ElementsOf(first), at: at("numpy/_core/src/multiarray/compiled_base.c", "arr_interp", "NPY_BEGIN_THREADS", 658) }],
        NUMPY_1_5 [never(&COMPILED_HELD, nothing("numpy/lib/src/_compiled_base.c", "arr_interp", 446))];
}
