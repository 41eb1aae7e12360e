//! The ways in which calls do or don't release the GIL, a sentence each.
//!
//! Invariant: the sentence is true of every call that cites the rule, in the versions that it is cited for.

use crate::rule::{Objects, Rule};

const fn rule(sentence: &'static str, objects: Objects) -> Rule {
    Rule { sentence, since: None, objects }
}

impl Rule {
    const fn since(mut self, version: &'static str) -> Self {
        self.since = Some(version);
        self
    }
}

/// `PyUFunc_GeneralizedFunction`.
pub static GUFUNC: Rule = rule(
    "A generalized ufunc releases the GIL when the lengths of all its outputs' dimensions and of the batch, multiplied with each other, make more than 500; the amount of work does not matter.",
    Objects::Hold,
)
.since("numpy 1.12.0");

/// `PyUFunc_GeneralizedFunction` in its first years.
pub static GUFUNC_1_8: Rule =
    rule("Generalized ufuncs are there, but their loop runs with the GIL held.", Objects::Hold);

/// `lapack_litemodule.c` before the gufuncs.
pub static LAPACK_LITE: Rule =
    rule("lapack_lite calls LAPACK with the GIL held: nothing in it releases it.", Objects::Refused);

/// `execute_ufunc_loop` and its kin.
pub static UFUNC: Rule = rule(
    "An elementwise ufunc releases the GIL when it works on more than 500 elements, unless they are Python objects.",
    Objects::Hold,
);

/// `NPY_BEGIN_THREADS_DESCR` and what amounts to it.
pub static BY_DTYPE: Rule =
    rule("Its loop in C releases the GIL whatever the size, unless the elements are Python objects.", Objects::Hold);

/// `cblas_matrixproduct`.
pub static BLAS: Rule = rule("BLAS is called with the GIL released, whatever the size.", Objects::Hold);

/// C, C++ or Fortran that releases the GIL.
pub static COMPILED_FREE: Rule = rule("Its compiled code releases the GIL whatever the size.", Objects::Refused);

/// C, C++ or Fortran that does not.
pub static COMPILED_HELD: Rule = rule("Its compiled code holds the GIL: nothing in it releases it.", Objects::Refused);

/// f2py with `threadsafe`.
pub static F2PY_THREADSAFE: Rule =
    rule("f2py releases the GIL around a compiled routine whose signature says threadsafe.", Objects::Refused);

/// f2py without it.
pub static F2PY_HELD: Rule =
    rule("f2py holds the GIL around a compiled routine whose signature does not say threadsafe.", Objects::Refused);

/// `with nogil`.
pub static CYTHON_FREE: Rule = rule("Its Cython code releases the GIL in a block `with nogil`.", Objects::Refused);

/// No `with nogil`.
pub static CYTHON_HELD: Rule = rule("Its Cython code holds the GIL: it has no block `with nogil`.", Objects::Refused);

/// Python code with little in each step.
pub static PYTHON: Rule =
    rule("It is Python code that does little in each step, and bytecode runs with the GIL held.", Objects::Same);

/// A function of the caller's.
pub static CALLBACK: Rule = rule(
    "It calls a Python function again and again, and bytecode runs with the GIL held; what that function calls may release it.",
    Objects::Same,
);

/// `PyFloat_FromDouble` and the like.
pub static PYTHON_OBJECTS: Rule =
    rule("It makes or reads a Python object for each element, which takes the lock.", Objects::Same);

/// `py::gil_scoped_release`.
pub static PYBIND: Rule =
    rule("Its C++ code releases the GIL by pybind11's gil_scoped_release, whatever the size.", Objects::Refused);
