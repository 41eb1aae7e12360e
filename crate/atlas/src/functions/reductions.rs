//! Reductions, statistics and counting.

use super::linalg::DGELSD_1_5;
use super::products::{DOT, DOT_1_5};
use super::sorting::{SELECTION, SORT_1_5, SORTLIKE};
use super::ufuncs::{UFUNC_1_5, first, ufunc_of};
use super::{always, at, gufunc_of, never, nothing};
use crate::rule::{LetsGo, Objects, Rule, Step};
use crate::sentences::{BY_DTYPE, COMPILED_FREE, COMPILED_HELD};
use crate::shape::{Shape, product};

static REDUCTION: Rule = Rule {
    sentence: "A reduction releases the GIL when it reads more than 500 elements, unless they are Python objects.",
    since: None,
    objects: Objects::Hold,
};

const UFUNCS: &str = "numpy/_core/src/umath/ufunc_object.c";
const UFUNCS_1_5: &str = "numpy/core/src/umath/ufunc_object.c";
const COMPILED: &str = "numpy/_core/src/multiarray/compiled_base.c";

const REDUCE: Step = Step {
    rule: &REDUCTION,
    lets_go: LetsGo::ElementsOf(first),
    at: at(UFUNCS, "reduce_loop", "NPY_BEGIN_THREADS_THRESHOLDED", 2430),
};
const REDUCE_1_5: Step = always(&BY_DTYPE, at(UFUNCS_1_5, "PyUFunc_Reduce", "NPY_LOOP_BEGIN_THREADS", 2704));

const fn accumulate() -> Step {
    let place = at(UFUNCS, "PyUFunc_Accumulate", "NPY_BEGIN_THREADS_THRESHOLDED", 2915);
    Step { rule: &REDUCTION, lets_go: LetsGo::ElementsOf(first), at: place }
}

const fn nonzero() -> Step {
    let place = at(SELECTION, "PyArray_Nonzero", "NPY_BEGIN_THREADS_THRESHOLDED", 2882);
    Step { rule: &REDUCTION, lets_go: LetsGo::ElementsOf(first), at: place }
}

/// `polyfit` of the fifth degree asks `lstsq` for six numbers.
fn least_squares(shapes: &[Shape]) -> (&'static str, Vec<Shape>) {
    let points = product(&shapes[0]);
    ("lstsq", vec![vec![points, 6], vec![points, 1]])
}

calls! {
    "numpy.add.reduce" = "numpy.add.reduce(a)":
        NUMPY_2_4 [REDUCE],
        NUMPY_1_5 [REDUCE_1_5];
    "numpy.sum" = "numpy.sum(a)":
        NUMPY_2_4 [REDUCE],
        NUMPY_1_5 [REDUCE_1_5];
    "numpy.sum" = "numpy.sum(a, axis=0)":
        NUMPY_2_4 [REDUCE],
        NUMPY_1_5 [REDUCE_1_5];
    "numpy.prod" = "numpy.prod(a)":
        NUMPY_2_4 [REDUCE],
        NUMPY_1_5 [REDUCE_1_5];
    "numpy.mean" = "numpy.mean(a)":
        NUMPY_2_4 [REDUCE],
        NUMPY_1_5 [REDUCE_1_5];
    "numpy.max" = "numpy.max(a)":
        NUMPY_2_4 [REDUCE],
        NUMPY_1_5 [REDUCE_1_5];
    "numpy.all" = "numpy.all(a)":
        NUMPY_2_4 [REDUCE],
        NUMPY_1_5 [REDUCE_1_5];
    "numpy.std" = "numpy.std(a)":
        NUMPY_2_4 [REDUCE, ufunc_of(LetsGo::ElementsOf(first))] "It is a mean, a subtraction and a sum of squares.",
        NUMPY_1_5 [REDUCE_1_5, UFUNC_1_5] "It is a mean, a subtraction and a sum of squares.";
    "numpy.cumsum" = "numpy.cumsum(a)":
        NUMPY_2_4 [accumulate()],
        NUMPY_1_5 [always(&BY_DTYPE, at(UFUNCS_1_5, "PyUFunc_Accumulate", "NPY_LOOP_BEGIN_THREADS", 2863))];
    "numpy.argmax" = "numpy.argmax(a)":
        NUMPY_2_4 [always(&BY_DTYPE, at("numpy/_core/src/multiarray/calculation.c", "_PyArray_ArgMinMaxCommon", "NPY_BEGIN_THREADS_DESCR", 173))],
        NUMPY_1_5 [always(&BY_DTYPE, at("numpy/core/src/multiarray/calculation.c", "PyArray_ArgMax", "NPY_BEGIN_THREADS_DESCR", 130))];
    "numpy.nonzero" = "numpy.nonzero(a)":
        NUMPY_2_4 [nonzero()],
        NUMPY_1_5 [never(&COMPILED_HELD, nothing("numpy/core/src/multiarray/item_selection.c", "PyArray_Nonzero", 1688))];
    "numpy.count_nonzero" = "numpy.count_nonzero(a)":
        NUMPY_2_4 [never(&COMPILED_HELD, nothing("numpy/_core/src/multiarray/arraytypes.c.src", "count_nonzero_trivial_dispatcher", 2561))] "Arrays that are not contiguous take another loop, which releases the GIL above 500 elements (PyArray_CountNonzero).";
    "numpy.bincount" = "numpy.bincount(a)", takes "(n)":
        NUMPY_2_4 [never(&COMPILED_HELD, nothing(COMPILED, "minmax", 81)), always(&COMPILED_FREE, at(COMPILED, "arr_bincount", "NPY_BEGIN_ALLOW_THREADS", 247))] "It finds the smallest and the largest number with the GIL held, then counts with it released.",
        NUMPY_1_5 [never(&COMPILED_HELD, nothing("numpy/lib/src/_compiled_base.c", "arr_bincount", 102))];
    "numpy.histogram" = "numpy.histogram(a, bins=50)":
        NUMPY_2_4 [ufunc_of(LetsGo::ElementsOf(first))] "It is Python that takes 65536 elements at a time through some ten short calls.",
        NUMPY_1_5 [SORT_1_5] "It is Python that sorts 65536 elements at a time.";
    "numpy.digitize" = "numpy.digitize(a, b)", takes "(*),(n)":
        NUMPY_2_4 [always(&BY_DTYPE, at(SELECTION, "PyArray_SearchSorted", "NPY_BEGIN_THREADS_DESCR", 2185))] "It is searchsorted.",
        NUMPY_1_5 [never(&COMPILED_HELD, nothing("numpy/lib/src/_compiled_base.c", "arr_digitize", 183))];
    "numpy.median" = "numpy.median(a)":
        NUMPY_2_4 [SORTLIKE] "It is partition and the mean of what is in the middle.",
        NUMPY_1_5 [SORT_1_5] "It is sort and the mean of what is in the middle.";
    "numpy.percentile" = "numpy.percentile(a, 90)":
        NUMPY_2_4 [SORTLIKE] "It is partition.",
        NUMPY_1_5 [SORT_1_5] "It is sort.";
    "numpy.cov" = "numpy.cov(a)", takes "(m?,n)":
        NUMPY_2_4 [DOT] "It is Python around dot.",
        NUMPY_1_5 [DOT_1_5] "It is Python around dot.";
    "numpy.polyfit" = "numpy.polyfit(a, b, 5)", takes "(n),(n,k?)":
        NUMPY_2_4 [accumulate(), gufunc_of(LetsGo::OutputsOf(least_squares))] "It makes a matrix of the powers of a, as long as a and six wide, and gives it to lstsq, whose output is small.",
        NUMPY_1_5 [UFUNC_1_5, DGELSD_1_5] "It makes a matrix of the powers of a and gives it to lstsq.";
}
