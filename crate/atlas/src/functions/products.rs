//! `matmul`, a gufunc that asks how much comes out, and `dot` and its kin, which call a BLAS with the GIL released.

use super::ufuncs::{UFUNC_1_5, ufunc_of};
use super::{always, at, gufunc, gufunc_of, never, nothing, without_batch};
use crate::rule::{LetsGo, Objects, Rule, Step, THRESHOLD};
use crate::sentences::{BLAS, BY_DTYPE, COMPILED_FREE, COMPILED_HELD, PYTHON_OBJECTS, UFUNC};
use crate::shape::{Shape, product};

const fn cblas(line: u32) -> Step {
    always(&BLAS, at("numpy/_core/src/common/cblasfuncs.c", "cblas_matrixproduct", "NPY_BEGIN_ALLOW_THREADS", line))
}

const fn cblas_1_12(line: u32) -> Step {
    let file = "numpy/core/src/multiarray/cblasfuncs.c";
    always(&BLAS, at(file, "cblas_matrixproduct", "NPY_BEGIN_ALLOW_THREADS", line))
}

const fn dotblas(function: &'static str, line: u32) -> Step {
    always(&BLAS, at("numpy/core/blasdot/_dotblas.c", function, "NPY_BEGIN_ALLOW_THREADS", line))
}

/// Two matrices; other shapes of the same function release the GIL a few lines above.
pub(super) const DOT: Step = cblas(647);
pub(super) const DOT_1_12: Step = cblas_1_12(692);
pub(super) const DOT_1_8: Step = dotblas("dotblas_matrixproduct", 785);
pub(super) const DOT_1_5: Step = dotblas("dotblas_matrixproduct", 754);

/// Two vectors, or a row and a column.
pub(super) const DOT_OF_VECTORS: Step = cblas(544);
pub(super) const DOT_OF_VECTORS_1_12: Step = cblas_1_12(589);
const DOT_OF_VECTORS_1_8: Step = dotblas("dotblas_matrixproduct", 612);
const DOT_OF_VECTORS_1_5: Step = dotblas("dotblas_matrixproduct", 580);

const MULTIARRAY: &str = "numpy/_core/src/multiarray/multiarraymodule.c";
const MULTIARRAY_1_X: &str = "numpy/core/src/multiarray/multiarraymodule.c";
const EINSUM_1_X: &str = "numpy/core/src/multiarray/einsum.c.src";

static VDOT: Rule = Rule {
    sentence: "vdot releases the GIL on vectors of 500 elements or more, unless they are Python objects.",
    since: None,
    objects: Objects::Hold,
};

const fn vdot(file: &'static str, line: u32) -> Step {
    let place = at(file, "array_vdot", "NPY_BEGIN_THREADS_DESCR", line);
    Step { rule: &VDOT, lets_go: LetsGo::ElementsOf(vector), at: place }
}

static CONCATENATE_1_5: Rule = Rule {
    sentence: "concatenate copies the arrays one after another with the GIL held.",
    since: None,
    objects: Objects::Same,
};

const fn einsum_rule(objects: Objects) -> Rule {
    Rule {
        sentence: "einsum releases the GIL when it walks over more than 500 combinations of all its indices, including those that it sums over, unless the elements are Python objects.",
        since: None,
        objects,
    }
}

static EINSUM: Rule = einsum_rule(Objects::Hold);
static EINSUM_1_12: Rule = einsum_rule(Objects::Refused);

const fn einsum(count: fn(&[Shape]) -> u64, function: &'static str, line: u32) -> Step {
    let place = at("numpy/_core/src/multiarray/einsum.cpp", function, "NPY_BEGIN_THREADS_THRESHOLDED", line);
    Step { rule: &EINSUM, lets_go: LetsGo::ElementsOf(count), at: place }
}

/// One index in all takes the general loop.
const EINSUM_OF_VECTORS_1_12: Step = Step {
    rule: &EINSUM_1_12,
    lets_go: LetsGo::ElementsOf(first),
    at: at(EINSUM_1_X, "PyArray_EinsteinSum", "NPY_BEGIN_THREADS_NDITER", 2977),
};
const EINSUM_OF_VECTORS_1_8: Step =
    always(&COMPILED_FREE, at(EINSUM_1_X, "PyArray_EinsteinSum", "NPY_BEGIN_THREADS", 3119));

/// Two arrays with three indices in all take a loop of their own.
const fn einsum_of_matrices_1_x(line: u32) -> Step {
    never(&COMPILED_HELD, nothing(EINSUM_1_X, "unbuffered_loop_nop2_ndim3", line))
}

/// Arrays of different shapes don't take the ufunc's short way.
const fn stretched(count: fn(&[Shape]) -> u64) -> Step {
    let file = "numpy/_core/src/umath/ufunc_object.c";
    let place = at(file, "execute_ufunc_loop", "NPY_BEGIN_THREADS_THRESHOLDED", 1163);
    Step { rule: &UFUNC, lets_go: LetsGo::ElementsOf(count), at: place }
}

const fn correlate(file: &'static str, line: u32) -> Step {
    always(&BY_DTYPE, at(file, "_pyarray_correlate", "NPY_BEGIN_THREADS_DESCR", line))
}

/// `array_vdot` holds the GIL below 500 elements, so that 500, the threshold itself, counts as above it.
fn vector(shapes: &[Shape]) -> u64 {
    let length = product(&shapes[0]);
    if length == THRESHOLD { THRESHOLD + 1 } else { length }
}

/// Every element of one with every element of the other.
fn every_pair(shapes: &[Shape]) -> u64 {
    product(&shapes[0]).saturating_mul(product(&shapes[1]))
}

/// `ij,jk->ik` walks over i, j and k.
fn rows_and_columns(shapes: &[Shape]) -> u64 {
    product(&shapes[0]).saturating_mul(shapes[1].last().copied().unwrap_or(1))
}

/// The same as a product of two matrices.
fn two_matrices(shapes: &[Shape]) -> (&'static str, Vec<Shape>) {
    ("matmul", shapes.iter().map(|shape| without_batch(shape)).collect())
}

/// `i,i->`.
fn first(shapes: &[Shape]) -> u64 {
    product(&shapes[0])
}

/// A component at a time.
fn vectors(shapes: &[Shape]) -> u64 {
    product(&shapes[0]) / shapes[0].last().copied().unwrap_or(1)
}

calls! {
    "numpy.matmul" = "numpy.matmul(a, b)", takes "(...,n?,k),(...,k,m?)":
        NUMPY_2_4 [gufunc("matmul")] "The length that is summed over plays no part; two vectors give one element.",
        NUMPY_1_12 [DOT_1_12]
            "No gufunc yet: floats of up to two dimensions go to BLAS; everything else is einsum, which holds the GIL for a matrix of integers and refuses objects.";
    "numpy.dot" = "numpy.dot(a, b)", takes "(*,k),(*,k,m?)":
        NUMPY_2_4 [DOT] "Integers take PyArray_MatrixProduct2, which releases the GIL too (multiarraymodule.c:1099).",
        NUMPY_1_12 [DOT_1_12] "Integers take PyArray_MatrixProduct2, which releases the GIL too (multiarraymodule.c:1010).",
        NUMPY_1_8 [DOT_1_8] "Integers, and a NumPy built without a BLAS, take PyArray_MatrixProduct2, which releases the GIL too (multiarraymodule.c:1013).",
        NUMPY_1_5 [DOT_1_5] "Integers, and a NumPy built without a BLAS, take PyArray_MatrixProduct, which releases the GIL too (multiarraymodule.c:815).";
    "numpy.vdot" = "numpy.vdot(a, b)", takes "(*),(*)":
        NUMPY_2_4 [vdot(MULTIARRAY, 2694)] "It releases the GIL from 500 elements on, one less than elsewhere.",
        NUMPY_1_12 [vdot(MULTIARRAY_1_X, 2282)] "It releases the GIL from 500 elements on, one less than elsewhere.",
        NUMPY_1_8 [dotblas("dotblas_vdot", 1179)] "Integers, and a NumPy built without a BLAS, take dot's own loop, which releases the GIL too.",
        NUMPY_1_5 [dotblas("dotblas_vdot", 1136)] "Integers, and a NumPy built without a BLAS, take dot's own loop, which releases the GIL too.";
    "numpy.inner" = "numpy.inner(a, b)", takes "(*,k),(*,k)":
        NUMPY_2_4 [DOT] "It is dot with the second array transposed; integers take PyArray_MatrixProduct2, which releases the GIL too (multiarraymodule.c:1099).",
        NUMPY_1_12 [DOT_1_12] "It is dot with the second array transposed; integers take PyArray_MatrixProduct2, which releases the GIL too (multiarraymodule.c:1010).",
        NUMPY_1_8 [dotblas("dotblas_innerproduct", 961)] "Integers, and a NumPy built without a BLAS, take PyArray_InnerProduct, which releases the GIL too (multiarraymodule.c:883).",
        NUMPY_1_5 [dotblas("dotblas_innerproduct", 918)] "Integers, and a NumPy built without a BLAS, take PyArray_InnerProduct, which releases the GIL too (multiarraymodule.c:684).";
    "numpy.outer" = "numpy.outer(a, b)", takes "(*),(*)":
        NUMPY_2_4 [stretched(every_pair)] "It is multiply, stretched.",
        NUMPY_1_5 [UFUNC_1_5] "It is multiply, stretched.";
    "numpy.einsum" = "numpy.einsum('i,i->', a, b)", takes "(i),(i)":
        NUMPY_2_4 [einsum(first, "PyArray_EinsteinSum", 1144)],
        NUMPY_1_12 [EINSUM_OF_VECTORS_1_12], NUMPY_1_8 [EINSUM_OF_VECTORS_1_8];
    "numpy.einsum" = "numpy.einsum('ij,jk->ik', a, b)", takes "(i,j),(j,k)":
        NUMPY_2_4 [einsum(rows_and_columns, "unbuffered_loop_nop2_ndim3", 719)],
        NUMPY_1_12 [einsum_of_matrices_1_x(2486)] "Two arrays with three indices take a loop of their own, in which nothing releases the GIL; the general loop does (line 2977).",
        NUMPY_1_8 [einsum_of_matrices_1_x(2624)] "Two arrays with three indices take a loop of their own, in which nothing releases the GIL; the general loop does (line 3119).";
    "numpy.einsum" = "numpy.einsum('ij,jk->ik', a, b, optimize=True)", takes "(i,j),(j,k)":
        NUMPY_2_4 [gufunc_of(LetsGo::OutputsOf(two_matrices))] "With optimize a product of two arrays is matmul, which asks how much comes out and not how much is summed over.",
        NUMPY_1_12 [einsum_of_matrices_1_x(2486)] "It only chooses the order of several products; two matrices take a loop in which nothing releases the GIL.";
    "numpy.tensordot" = "numpy.tensordot(a, b)", takes "(*,i,j),(i,j,*)":
        NUMPY_2_4 [DOT_OF_VECTORS] "It is dot of the arrays as matrices: here, two dimensions being summed over, a row and a column.",
        NUMPY_1_12 [DOT_OF_VECTORS_1_12] "It is dot of the arrays as matrices.",
        NUMPY_1_8 [DOT_OF_VECTORS_1_8] "It is dot of the arrays as matrices.",
        NUMPY_1_5 [DOT_OF_VECTORS_1_5] "It is dot of the arrays as matrices.";
    "numpy.tensordot" = "numpy.tensordot(a, b, axes=1)", takes "(*,i),(i,*)":
        NUMPY_2_4 [always(&BY_DTYPE, at(MULTIARRAY, "PyArray_MatrixProduct2", "NPY_BEGIN_THREADS_DESCR", 1099))]
            "It is dot of the arrays as matrices; this is the loop for integers, and floats go to BLAS, which is also called with the GIL released.",
        NUMPY_1_12 [always(&BY_DTYPE, at(MULTIARRAY_1_X, "PyArray_MatrixProduct2", "NPY_BEGIN_THREADS_DESCR", 1010))],
        NUMPY_1_8 [always(&BY_DTYPE, at(MULTIARRAY_1_X, "PyArray_MatrixProduct2", "NPY_BEGIN_THREADS_DESCR", 1013))],
        NUMPY_1_5 [always(&BY_DTYPE, at(MULTIARRAY_1_X, "PyArray_MatrixProduct", "NPY_BEGIN_THREADS_DESCR", 815))];
    "numpy.kron" = "numpy.kron(a, b)", takes "(*),(*)":
        NUMPY_2_4 [stretched(every_pair)] "It is multiply, stretched.",
        NUMPY_1_5 [UFUNC_1_5, never(&CONCATENATE_1_5, nothing(MULTIARRAY_1_X, "PyArray_Concatenate", 344))]
            "It is outer, and one concatenate for each dimension.";
    "numpy.cross" = "numpy.cross(a, b)", takes "(...,3),(...,3)":
        NUMPY_2_4 [ufunc_of(LetsGo::ElementsOf(vectors))] "It multiplies one component at a time.",
        NUMPY_1_5 [never(&PYTHON_OBJECTS, nothing("numpy/core/src/multiarray/ctors.c", "setArrayFromSequence", 927))]
            "The products release the GIL, but array() then puts their three results together element by element, which takes far longer.";
    "numpy.convolve" = "numpy.convolve(a, b)", takes "(n),(m)":
        NUMPY_2_4 [correlate(MULTIARRAY, 1218)], NUMPY_1_12 [correlate(MULTIARRAY_1_X, 1157)],
        NUMPY_1_8 [correlate(MULTIARRAY_1_X, 1169)], NUMPY_1_5 [correlate(MULTIARRAY_1_X, 980)];
}
