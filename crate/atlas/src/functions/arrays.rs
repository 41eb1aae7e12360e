//! Indexing, copies and the making of arrays.

use super::sorting::SELECTION;
use super::ufuncs::first;
use super::{always, at, never, nothing};
use crate::rule::{LetsGo, Objects, Place, Rule, Step};
use crate::sentences::{BY_DTYPE, COMPILED_HELD, PYTHON_OBJECTS};
use crate::shape::{Shape, product};

static COPY: Rule = Rule {
    sentence: "A copy or a conversion releases the GIL when it writes more than 500 elements, unless they are Python objects.",
    since: None,
    objects: Objects::Hold,
};

static INDEX: Rule = Rule {
    sentence: "Indexing with an array releases the GIL when it selects more than 500 elements, unless they are Python objects.",
    since: None,
    objects: Objects::Hold,
};

static CLEARED: Rule = Rule {
    sentence: "New memory of 1024 bytes or more is requested with the GIL released; less comes from a cache, and Python objects are put in with the GIL held.",
    since: None,
    objects: Objects::Hold,
};

/// `COMPILED_HELD` of calls that take objects too.
static HELD: Rule = Rule { sentence: COMPILED_HELD.sentence, since: None, objects: Objects::Hold };

static COUNTED: Rule = Rule {
    sentence: "References to Python objects are counted with the GIL held, before anything is copied; other elements have none.",
    since: None,
    objects: Objects::Hold,
};

static COPY_1_5: Rule = Rule {
    sentence: "The elements are copied with the GIL released, whatever their number and type.",
    since: None,
    objects: Objects::Same,
};

const LOOPS: &str = "numpy/_core/src/multiarray/lowlevel_strided_loops.c.src";
const ASSIGN: &str = "numpy/_core/src/multiarray/array_assign_array.c";

/// `NBUCKETS` in `alloc.c`.
const CACHED: u64 = 1024;

fn bytes(shapes: &[Shape], each: u64) -> u64 {
    product(&shapes[0]).saturating_mul(each)
}

const ZEROED: Step = Step {
    rule: &CLEARED,
    lets_go: LetsGo::Bytes(CACHED, bytes),
    at: at("numpy/_core/src/multiarray/alloc.c", "default_calloc", "NPY_BEGIN_THREADS", 344),
};

const fn fill() -> Step {
    let file = "numpy/_core/src/multiarray/array_assign_scalar.c";
    let place = at(file, "raw_array_assign_scalar", "NPY_BEGIN_THREADS_THRESHOLDED", 86);
    Step { rule: &COPY, lets_go: LetsGo::ElementsOf(first), at: place }
}

const fn assign() -> Step {
    assign_of(first)
}

const fn assign_of(count: fn(&[Shape]) -> u64) -> Step {
    let place = at(ASSIGN, "raw_array_assign_array", "NPY_BEGIN_THREADS_THRESHOLDED", 146);
    Step { rule: &COPY, lets_go: LetsGo::ElementsOf(count), at: place }
}

/// Each array is copied by itself: the larger one takes the time.
fn larger(shapes: &[Shape]) -> u64 {
    shapes.iter().map(|shape| product(shape)).max().unwrap_or(1)
}

/// The elements that an index names: itself as long as truth values are, else as many as it has numbers, rows where
/// there are any. Of several dimensions `mapiter_@name@` asks no number, so that a few small rows release the GIL as well.
fn named(shapes: &[Shape]) -> u64 {
    let index = product(&shapes[1]);
    let row = if shapes[0] == shapes[1] { 1 } else { product(shapes[0].get(1..).unwrap_or_default()) };
    index.saturating_mul(row)
}

/// `put` counts the elements of an array as if it had one dimension.
fn second(shapes: &[Shape]) -> u64 {
    product(&shapes[1])
}

/// The same line, which a conversion that needs Python does not reach.
const OBJECTS_ASSIGNED: Step =
    never(&PYTHON_OBJECTS, at(ASSIGN, "raw_array_assign_array", "NPY_BEGIN_THREADS_THRESHOLDED", 146));

const fn indexed(count: fn(&[Shape]) -> u64, place: Place) -> Step {
    Step { rule: &INDEX, lets_go: LetsGo::ElementsOf(count), at: place }
}

/// By integers into one dimension.
const MAPITER: Place = at(LOOPS, "mapiter_trivial_@name@", "NPY_BEGIN_THREADS_THRESHOLDED", 1762);
/// Whole rows by integers.
pub(super) const ROWS_TAKEN: Step = always(&BY_DTYPE, at(LOOPS, "mapiter_@name@", "NPY_BEGIN_THREADS", 2053));
pub(super) const TAKEN: Step = always(&BY_DTYPE, at(SELECTION, "npy_fasttake_impl", "NPY_BEGIN_THREADS", 54));

const CTORS_1_5: &str = "numpy/core/src/multiarray/ctors.c";
const INCREF_1_5: Step = always(&COUNTED, nothing("numpy/core/src/multiarray/refcount.c", "PyArray_INCREF", 99));

const fn copy_1_5(function: &'static str, line: u32) -> Step {
    always(&COPY_1_5, at(CTORS_1_5, function, "NPY_BEGIN_THREADS", line))
}

calls! {
    "numpy.zeros" = "numpy.zeros(size)":
        NUMPY_2_4 [ZEROED] "The memory is cleared by calloc; that of large arrays by the system, as it is first written.",
        NUMPY_1_5 [never(&HELD, nothing(CTORS_1_5, "PyArray_Zeros", 2664))];
    "numpy.ones" = "numpy.ones(size)":
        NUMPY_2_4 [fill()],
        NUMPY_1_5 [never(&HELD, nothing("numpy/core/src/multiarray/convert.c", "PyArray_FillWithScalar", 270))];
    "numpy.ndarray.__getitem__" = "a[b]", takes "(*),(*)":
        NUMPY_2_4 [indexed(named, MAPITER)] "This is for an index of integers. With one of truth values, array_boolean_subscript releases the GIL when there are more than 500 of them, true or not (mapping.c:1044). Taking rows of several dimensions by integers releases it whatever their number (line 2053).",
        NUMPY_1_5 [never(&HELD, nothing("numpy/core/src/multiarray/mapping.c", "PyArray_GetMap", 216))];
    "numpy.ndarray.__setitem__" = "a.__setitem__(b, 1.0)", takes "(*),(*)":
        NUMPY_2_4 [indexed(named, MAPITER)] "This is for an index of integers. With one of truth values, array_assign_boolean_subscript releases the GIL when there are more than 500 of them, true or not (mapping.c:1244). Setting rows of several dimensions by integers releases it whatever their number (line 2053).",
        NUMPY_1_5 [never(&HELD, nothing("numpy/core/src/multiarray/mapping.c", "PyArray_SetMap", 277))];
    "numpy.take" = "numpy.take(a, b)", takes "(*),(*)":
        NUMPY_2_4 [TAKEN],
        NUMPY_1_5 [never(&HELD, nothing("numpy/core/src/multiarray/item_selection.c", "PyArray_TakeFrom", 26))];
    "numpy.put" = "numpy.put(a, b, 1.0)", takes "(*),(*)":
        NUMPY_2_4 [indexed(second, at(SELECTION, "PyArray_PutTo", "NPY_BEGIN_THREADS_THRESHOLDED", 439))],
        NUMPY_1_5 [never(&HELD, nothing("numpy/core/src/multiarray/item_selection.c", "PyArray_PutTo", 208))];
    "numpy.compress" = "numpy.compress(b, a)", takes "(*),(n)":
        NUMPY_2_4 [TAKEN] "It is nonzero, which releases the GIL for more than 500 truth values (line 2882), and then take.",
        NUMPY_1_5 [never(&HELD, nothing("numpy/core/src/multiarray/item_selection.c", "PyArray_Compress", 1656))];
    "numpy.copy" = "numpy.copy(a)":
        NUMPY_2_4 [assign()],
        NUMPY_1_5 [INCREF_1_5, copy_1_5("_array_copy_into", 876)];
    "numpy.ndarray.copy" = "a.T.copy()":
        NUMPY_2_4 [assign()] "Here of a transposed array.",
        NUMPY_1_5 [INCREF_1_5, copy_1_5("_copy_from_same_shape", 745)];
    "numpy.ndarray.astype" = "a.astype('float32')":
        NUMPY_2_4 [assign()],
        NUMPY_1_5 [always(&BY_DTYPE, at("numpy/core/src/multiarray/convert_datatype.c", "PyArray_CastTo", "NPY_BEGIN_THREADS", 337))];
    "numpy.ndarray.astype" = "a.astype(object)":
        NUMPY_2_4 [OBJECTS_ASSIGNED] "A float is made for each element.",
        NUMPY_1_5 [never(&PYTHON_OBJECTS, at("numpy/core/src/multiarray/convert_datatype.c", "PyArray_CastTo", "NPY_BEGIN_THREADS", 337))];
    "numpy.ndarray.astype" = "a.astype(str)":
        NUMPY_2_4 [OBJECTS_ASSIGNED] "Each number is written by Python.",
        NUMPY_1_5 [never(&PYTHON_OBJECTS, at("numpy/core/src/multiarray/convert_datatype.c", "PyArray_CastTo", "NPY_BEGIN_THREADS", 337))];
    "numpy.ndarray.tolist" = "a.tolist()":
        NUMPY_2_4 [never(&PYTHON_OBJECTS, nothing("numpy/_core/src/multiarray/convert.c", "recursive_tolist", 88))],
        NUMPY_1_5 [never(&PYTHON_OBJECTS, nothing("numpy/core/src/multiarray/convert.c", "PyArray_ToList", 23))];
    "numpy.array" = "numpy.array(a)":
        NUMPY_2_4 [never(&PYTHON_OBJECTS, nothing("numpy/_core/src/multiarray/ctors.c", "PyArray_AssignFromCache_Recursive", 493))] "Here a is a list of floats.",
        NUMPY_1_5 [never(&PYTHON_OBJECTS, nothing(CTORS_1_5, "setArrayFromSequence", 927))] "Here a is a list of floats.";
    "numpy.concatenate" = "numpy.concatenate((a, b))", takes "(*),(*)":
        NUMPY_2_4 [assign_of(larger)] "One array after the other; here the larger one decides.",
        NUMPY_1_5 [never(&HELD, nothing("numpy/core/src/multiarray/multiarraymodule.c", "PyArray_Concatenate", 344))];
    "numpy.tile" = "numpy.tile(a, 20)":
        NUMPY_2_4 [never(&HELD, nothing("numpy/_core/src/multiarray/item_selection.c", "npy_fastrepeat_impl", 788))] "It is repeat.",
        NUMPY_1_5 [never(&HELD, nothing("numpy/core/src/multiarray/item_selection.c", "PyArray_Repeat", 491))] "It is repeat.";
    "numpy.repeat" = "numpy.repeat(a, 10)":
        NUMPY_2_4 [never(&HELD, nothing("numpy/_core/src/multiarray/item_selection.c", "npy_fastrepeat_impl", 788))],
        NUMPY_1_5 [never(&HELD, nothing("numpy/core/src/multiarray/item_selection.c", "PyArray_Repeat", 491))];
    "numpy.roll" = "numpy.roll(a, 7)":
        NUMPY_2_4 [assign()] "It copies two slices.",
        NUMPY_1_5 [never(&HELD, nothing("numpy/core/src/multiarray/item_selection.c", "PyArray_TakeFrom", 26))] "It is take.";
    "numpy.fromiter" = "numpy.fromiter(a, float)", takes "(n)":
        NUMPY_2_4 [never(&PYTHON_OBJECTS, nothing("numpy/_core/src/multiarray/ctors.c", "PyArray_FromIter", 4020))],
        NUMPY_1_5 [never(&PYTHON_OBJECTS, nothing(CTORS_1_5, "PyArray_FromIter", 3423))];
}
