//! `matmul`, a gufunc that asks how much comes out, and `dot` and its kin, which call a BLAS without the lock.

use super::ufuncs::{UFUNC_1_5, ufunc_of};
use super::{always, at, gufunc};
use crate::rule::{LetsGo, Step};
use crate::rules::{BLAS, BY_DTYPE, UFUNC};
use crate::shape::{Shape, product};

/// Two matrices; other shapes of the same function let go a few lines above.
pub(super) const DOT: Step =
    always(&BLAS, at("numpy/_core/src/common/cblasfuncs.c", "cblas_matrixproduct", "NPY_BEGIN_ALLOW_THREADS", 647));
pub(super) const DOT_1_12: Step =
    always(&BLAS, at("numpy/core/src/multiarray/cblasfuncs.c", "cblas_matrixproduct", "NPY_BEGIN_ALLOW_THREADS", 692));
pub(super) const DOT_1_8: Step =
    always(&BLAS, at("numpy/core/blasdot/_dotblas.c", "dotblas_matrixproduct", "NPY_BEGIN_ALLOW_THREADS", 785));
pub(super) const DOT_1_5: Step =
    always(&BLAS, at("numpy/core/blasdot/_dotblas.c", "dotblas_matrixproduct", "NPY_BEGIN_ALLOW_THREADS", 754));

const MULTIARRAY: &str = "numpy/_core/src/multiarray/multiarraymodule.c";
const MULTIARRAY_1_X: &str = "numpy/core/src/multiarray/multiarraymodule.c";

const fn einsum(count: fn(&[Shape]) -> u64) -> Step {
    let kind = "NPY_BEGIN_THREADS_THRESHOLDED";
    let place = at("numpy/_core/src/multiarray/einsum.cpp", "PyArray_EinsteinSum", kind, 1144);
    Step { rule: &UFUNC, lets_go: LetsGo::ElementsOf(count), at: place }
}

const EINSUM_1_12: Step = always(
    &BY_DTYPE,
    at("numpy/core/src/multiarray/einsum.c.src", "PyArray_EinsteinSum", "NPY_BEGIN_THREADS_NDITER", 2977),
);
const EINSUM_1_8: Step =
    always(&BY_DTYPE, at("numpy/core/src/multiarray/einsum.c.src", "PyArray_EinsteinSum", "NPY_BEGIN_THREADS", 3119));

const fn correlate(file: &'static str, line: u32) -> Step {
    always(&BY_DTYPE, at(file, "_pyarray_correlate", "NPY_BEGIN_THREADS_DESCR", line))
}

/// Every element of one with every element of the other.
fn every_pair(shapes: &[Shape]) -> u64 {
    product(&shapes[0]).saturating_mul(product(&shapes[1]))
}

/// `ij,jk->ik` walks over i, j and k.
fn rows_and_columns(shapes: &[Shape]) -> u64 {
    product(&shapes[0]).saturating_mul(shapes[1].last().copied().unwrap_or(1))
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
    "numpy.matmul" = "numpy.matmul(a, b)", kernel "matmul":
        NUMPY_2_4 [gufunc("matmul")] "The length that is summed over plays no part; two vectors give one element.",
        NUMPY_1_12 [DOT_1_12] "No gufunc yet: two matrices are a call of dot, more are einsum.";
    "numpy.dot" = "numpy.dot(a, b)":
        NUMPY_2_4 [DOT] "Integers take PyArray_MatrixProduct2, which lets go too (multiarraymodule.c:1099).",
        NUMPY_1_12 [DOT_1_12], NUMPY_1_8 [DOT_1_8] "Only where a BLAS was found when it was built.",
        NUMPY_1_5 [DOT_1_5] "Only where a BLAS was found when it was built, as with MKL.";
    "numpy.vdot" = "numpy.vdot(a, b)":
        NUMPY_2_4 [always(&BY_DTYPE, at(MULTIARRAY, "array_vdot", "NPY_BEGIN_THREADS_DESCR", 2694))],
        NUMPY_1_12 [always(&BY_DTYPE, at(MULTIARRAY_1_X, "array_vdot", "NPY_BEGIN_THREADS_DESCR", 2282))],
        NUMPY_1_8 [always(&BLAS, at("numpy/core/blasdot/_dotblas.c", "dotblas_vdot", "NPY_BEGIN_ALLOW_THREADS", 1179))],
        NUMPY_1_5 [always(&BLAS, at("numpy/core/blasdot/_dotblas.c", "dotblas_vdot", "NPY_BEGIN_ALLOW_THREADS", 1136))];
    "numpy.inner" = "numpy.inner(a, b)":
        NUMPY_2_4 [DOT] "It is dot with the second array turned round.", NUMPY_1_12 [DOT_1_12],
        NUMPY_1_8 [always(&BLAS, at("numpy/core/blasdot/_dotblas.c", "dotblas_innerproduct", "NPY_BEGIN_ALLOW_THREADS", 961))],
        NUMPY_1_5 [always(&BLAS, at("numpy/core/blasdot/_dotblas.c", "dotblas_innerproduct", "NPY_BEGIN_ALLOW_THREADS", 918))];
    "numpy.outer" = "numpy.outer(a, b)":
        NUMPY_2_4 [ufunc_of(LetsGo::ElementsOf(every_pair))] "It is multiply, stretched.",
        NUMPY_1_5 [UFUNC_1_5] "It is multiply, stretched.";
    "numpy.einsum" = "numpy.einsum('i,i->', a, b)":
        NUMPY_2_4 [einsum(first)], NUMPY_1_12 [EINSUM_1_12], NUMPY_1_8 [EINSUM_1_8];
    "numpy.einsum" = "numpy.einsum('ij,jk->ik', a, b)":
        NUMPY_2_4 [einsum(rows_and_columns)], NUMPY_1_12 [EINSUM_1_12], NUMPY_1_8 [EINSUM_1_8];
    "numpy.einsum" = "numpy.einsum('ij,jk->ik', a, b, optimize=True)":
        NUMPY_2_4 [DOT] "With optimize a product of two is tensordot, which is dot.",
        NUMPY_1_12 [EINSUM_1_12] "It only chooses the order of several products.";
    "numpy.tensordot" = "numpy.tensordot(a, b)":
        NUMPY_2_4 [DOT] "It is dot of the arrays as matrices.", NUMPY_1_12 [DOT_1_12], NUMPY_1_8 [DOT_1_8],
        NUMPY_1_5 [DOT_1_5];
    "numpy.tensordot" = "numpy.tensordot(a, b, axes=1)":
        NUMPY_2_4 [always(&BY_DTYPE, at(MULTIARRAY, "PyArray_MatrixProduct2", "NPY_BEGIN_THREADS_DESCR", 1099))]
            "It is dot of the arrays as matrices; doubles take the BLAS, which is called without the lock too.",
        NUMPY_1_12 [always(&BY_DTYPE, at(MULTIARRAY_1_X, "PyArray_MatrixProduct2", "NPY_BEGIN_THREADS_DESCR", 1010))],
        NUMPY_1_8 [always(&BY_DTYPE, at(MULTIARRAY_1_X, "PyArray_MatrixProduct2", "NPY_BEGIN_THREADS_DESCR", 1013))],
        NUMPY_1_5 [always(&BY_DTYPE, at(MULTIARRAY_1_X, "PyArray_MatrixProduct", "NPY_BEGIN_THREADS_DESCR", 815))];
    "numpy.kron" = "numpy.kron(a, b)":
        NUMPY_2_4 [ufunc_of(LetsGo::ElementsOf(every_pair))] "It is multiply, stretched.",
        NUMPY_1_5 [UFUNC_1_5] "It is outer and concatenate.";
    "numpy.cross" = "numpy.cross(a, b)":
        NUMPY_2_4 [ufunc_of(LetsGo::ElementsOf(vectors))] "It multiplies one component at a time.",
        NUMPY_1_5 [UFUNC_1_5] "It multiplies one component at a time.";
    "numpy.convolve" = "numpy.convolve(a, b)":
        NUMPY_2_4 [correlate(MULTIARRAY, 1218)], NUMPY_1_12 [correlate(MULTIARRAY_1_X, 1157)],
        NUMPY_1_8 [correlate(MULTIARRAY_1_X, 1169)], NUMPY_1_5 [correlate(MULTIARRAY_1_X, 980)];
}
