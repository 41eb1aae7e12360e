//! Files, text and Python functions over arrays.

use super::ufuncs::ufunc;
use super::{always, at, never, nothing};
use crate::rule::{LetsGo, Objects, Rule, Step};
use crate::sentences::{CALLBACK, COMPILED_FREE, COMPILED_HELD, PYTHON, PYTHON_OBJECTS};
use crate::shape::Shape;

static ZLIB: Rule = Rule {
    sentence: "It compresses with CPython's zlib, which releases the GIL meanwhile (Modules/zlibmodule.c).",
    since: None,
    objects: Objects::Same,
};

static FILE: Rule = Rule {
    sentence: "The elements are read or written with the GIL released, whatever their number; Python objects are pickled with the GIL held.",
    since: None,
    objects: Objects::Hold,
};

static ROW_SUMMED: Rule = Rule {
    sentence: "The function passed here, numpy.sum, releases the GIL while it adds a row of more than 500 elements.",
    since: None,
    objects: Objects::Hold,
};

/// What `numpy.sum` gets at a time.
fn row(shapes: &[Shape]) -> u64 {
    shapes[0].last().copied().unwrap_or(1)
}

const SUM_OF_ROW: Step = {
    let file = "numpy/_core/src/umath/ufunc_object.c";
    let place = at(file, "reduce_loop", "NPY_BEGIN_THREADS_THRESHOLDED", 2430);
    Step { rule: &ROW_SUMMED, lets_go: LetsGo::ElementsOf(row), at: place }
};

calls! {
    "numpy.save" = "numpy.save(folder + '/a.npy', a)":
        NUMPY_2_4 [always(&FILE, at("numpy/_core/src/multiarray/convert.c", "PyArray_ToFile", "NPY_BEGIN_ALLOW_THREADS", 164))] "It is tofile.",
        NUMPY_1_5 [always(&FILE, at("numpy/core/src/multiarray/convert.c", "PyArray_ToFile", "NPY_BEGIN_ALLOW_THREADS", 83))] "It is tofile.";
    "numpy.load" = "numpy.load(folder + '/a.npy')":
        NUMPY_2_4 [always(&COMPILED_FREE, at("numpy/_core/src/multiarray/ctors.c", "array_fromfile_binary", "NPY_BEGIN_ALLOW_THREADS", 3574))] "It is fromfile, for a file on disk.",
        NUMPY_1_5 [always(&FILE, at("numpy/core/src/multiarray/ctors.c", "array_fromfile_binary", "NPY_BEGIN_ALLOW_THREADS", 3051))] "It is fromfile, for a file on disk.";
    "numpy.savez_compressed" = "numpy.savez_compressed(folder + '/a.npz', a)":
        NUMPY_2_4 [always(&ZLIB, nothing("numpy/lib/_npyio_impl.py", "_savez", 756))] "Python objects are pickled first, with the GIL held.";
    "numpy.savetxt" = "numpy.savetxt(folder + '/a.txt', a)", takes "(m?,n)":
        NUMPY_2_4 [never(&PYTHON, nothing("numpy/lib/_npyio_impl.py", "savetxt", 1402))],
        NUMPY_1_5 [never(&PYTHON, nothing("numpy/lib/npyio.py", "savetxt", 742))];
    "numpy.loadtxt" = "numpy.loadtxt(folder + '/a.txt')", takes "(m?,n)":
        NUMPY_2_4 [never(&COMPILED_HELD, nothing("numpy/_core/src/multiarray/textreading/rows.c", "read_rows", 167))],
        NUMPY_1_5 [never(&PYTHON, nothing("numpy/lib/npyio.py", "loadtxt", 537))];
    "numpy.fromfile" = "numpy.fromfile(folder + '/a.raw')":
        NUMPY_2_4 [always(&COMPILED_FREE, at("numpy/_core/src/multiarray/ctors.c", "array_fromfile_binary", "NPY_BEGIN_ALLOW_THREADS", 3574))],
        NUMPY_1_5 [always(&COMPILED_FREE, at("numpy/core/src/multiarray/ctors.c", "array_fromfile_binary", "NPY_BEGIN_ALLOW_THREADS", 3051))];
    "numpy.strings.upper" = "numpy.strings.upper(a)":
        NUMPY_2_4 [never(&PYTHON_OBJECTS, nothing("numpy/_core/src/multiarray/multiarraymodule.c", "_vec_string_no_args", 4050))] "It calls Python's own upper for each element.";
    "numpy.strings.add" = "numpy.strings.add(a, a)":
        NUMPY_2_4 [ufunc()] "A ufunc of text.";
    "numpy.strings.find" = "numpy.strings.find(a, '99')":
        NUMPY_2_4 [ufunc()] "A ufunc of text.";
    "numpy.equal" = "numpy.equal(a, a)":
        NUMPY_2_4 [ufunc()] "Here of text; of numbers it is the same. In numpy 1.5.1 no ufunc takes text (ufunc_object.c:1237).";
    "numpy.vectorize" = "numpy.vectorize(function)(a)":
        NUMPY_2_4 [never(&CALLBACK, nothing("numpy/_core/src/umath/loops.c.src", "PyUFunc_On_Om", 326))] "It is frompyfunc.",
        NUMPY_1_5 [never(&CALLBACK, nothing("numpy/core/src/umath/loops.c.src", "PyUFunc_On_Om", 383))];
    "numpy.apply_along_axis" = "numpy.apply_along_axis(numpy.sum, 1, a)", takes "(m,n,*)":
        NUMPY_2_4 [never(&PYTHON, nothing("numpy/lib/_shape_base_impl.py", "apply_along_axis", 279)), SUM_OF_ROW],
        NUMPY_1_5 [never(&PYTHON, nothing("numpy/lib/shape_base.py", "apply_along_axis", 11))] "On long rows most of the time is in numpy.sum, which releases the GIL.";
    "numpy.frompyfunc" = "numpy.frompyfunc(function, 1, 1)(a)":
        NUMPY_2_4 [never(&CALLBACK, nothing("numpy/_core/src/umath/loops.c.src", "PyUFunc_On_Om", 326))],
        NUMPY_1_5 [never(&CALLBACK, nothing("numpy/core/src/umath/loops.c.src", "PyUFunc_On_Om", 383))];
}
