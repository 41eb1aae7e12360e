//! Sorting, searching and sets.

use super::{always, at, in_numpy};
use crate::rule::Step;
use crate::sentences::BY_DTYPE;

pub(super) const SELECTION: &str = "numpy/_core/src/multiarray/item_selection.c";
const SELECTION_1_5: &str = "numpy/core/src/multiarray/item_selection.c";

/// `sort` and `partition`.
pub(super) const SORTLIKE: Step = always(&BY_DTYPE, at(SELECTION, "_new_sortlike", "NPY_BEGIN_THREADS", 1296));
/// What SciPy has NumPy sort.
pub(super) const fn numpy_sort() -> Step {
    let Step { rule, lets_go, at } = ARGSORTLIKE;
    Step { rule, lets_go, at: in_numpy(at) }
}

const ARGSORTLIKE: Step = always(&BY_DTYPE, at(SELECTION, "_new_argsortlike", "NPY_BEGIN_THREADS", 1513));
pub(super) const SORT_1_5: Step = always(&BY_DTYPE, at(SELECTION_1_5, "_new_sort", "NPY_BEGIN_THREADS_DESCR", 762));
const ARGSORT_1_5: Step = always(&BY_DTYPE, at(SELECTION_1_5, "_new_argsort", "NPY_BEGIN_THREADS_DESCR", 837));

calls! {
    "numpy.sort" = "numpy.sort(a)":
        NUMPY_2_4 [SORTLIKE],
        NUMPY_1_5 [SORT_1_5];
    "numpy.argsort" = "numpy.argsort(a)":
        NUMPY_2_4 [ARGSORTLIKE],
        NUMPY_1_5 [ARGSORT_1_5];
    "numpy.lexsort" = "numpy.lexsort((a, b))", takes "(...),(...)":
        NUMPY_2_4 [always(&BY_DTYPE, at(SELECTION, "PyArray_LexSort", "NPY_BEGIN_THREADS", 1914))],
        NUMPY_1_5 [always(&BY_DTYPE, at(SELECTION_1_5, "PyArray_LexSort", "NPY_BEGIN_THREADS", 1260))];
    "numpy.partition" = "numpy.partition(a, 500000)":
        NUMPY_2_4 [SORTLIKE];
    "numpy.argpartition" = "numpy.argpartition(a, 500000)":
        NUMPY_2_4 [ARGSORTLIKE];
    "numpy.unique" = "numpy.unique(a)":
        NUMPY_2_4 [always(&BY_DTYPE, at("numpy/_core/src/multiarray/unique.cpp", "unique_numeric", "SaveThreadState", 230))] "It puts the elements into a hash table, then sorts what is in it, with the GIL released both times.",
        NUMPY_1_5 [SORT_1_5] "It is sort and a comparison of neighbours.";
    "numpy.searchsorted" = "numpy.searchsorted(a, b)", takes "(n),(*)":
        NUMPY_2_4 [always(&BY_DTYPE, at(SELECTION, "PyArray_SearchSorted", "NPY_BEGIN_THREADS_DESCR", 2185))],
        NUMPY_1_5 [always(&BY_DTYPE, at(SELECTION_1_5, "PyArray_SearchSorted", "NPY_BEGIN_THREADS_DESCR", 1491))];
    "numpy.isin" = "numpy.isin(a, b)", takes "(*),(*)":
        NUMPY_2_4 [ARGSORTLIKE] "It sorts both arrays as one.";
}
