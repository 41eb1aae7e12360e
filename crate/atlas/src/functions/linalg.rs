//! `numpy.linalg`: gufuncs since 1.8.0, which release the GIL since 1.12.0; before, and for `qr` and `lstsq` until later,
//! `lapack_lite`, which holds the GIL.

use super::products::{DOT, DOT_1_5, DOT_1_8, DOT_1_12, DOT_OF_VECTORS, DOT_OF_VECTORS_1_12};
use super::ufuncs::UFUNC_1_5;
use super::{always, at, gufunc, gufunc_of, never, nothing, without_batch};
use crate::rule::{LetsGo, Objects, Rule, Step};
use crate::sentences::{BY_DTYPE, GUFUNC_1_8, LAPACK_LITE, UFUNC};
use crate::shape::{Shape, product};

const fn lapack(objects: Objects) -> Rule {
    Rule {
        sentence: "A gufunc of numpy.linalg releases the GIL when the lengths of all its outputs' dimensions and of the batch, multiplied with each other, make more than 500; the amount of work does not matter.",
        since: Some("numpy 1.12.0"),
        objects,
    }
}

/// Not `GUFUNC`: most have several outputs, whose lengths count as a product, and `_commonType` takes objects for
/// doubles, to which the gufunc does not convert them.
static LAPACK: Rule = lapack(Objects::Refused);

/// `qr` converts them itself.
static QR: Rule = lapack(Objects::Same);

const fn lapack_of(lets_go: LetsGo) -> Step {
    Step { rule: &LAPACK, ..gufunc_of(lets_go) }
}

const fn lapack_as(name: &'static str) -> Step {
    lapack_of(LetsGo::Outputs(name))
}

const fn qr(lets_go: LetsGo) -> Step {
    Step { rule: &QR, ..gufunc_of(lets_go) }
}

const UFUNCS: &str = "numpy/core/src/umath/ufunc_object.c";

const fn lapack_1_12_of(lets_go: LetsGo) -> Step {
    let place = at(UFUNCS, "PyUFunc_GeneralizedFunction", "NPY_BEGIN_THREADS_THRESHOLDED", 2413);
    Step { rule: &LAPACK, lets_go, at: place }
}

const fn lapack_1_12(name: &'static str) -> Step {
    lapack_1_12_of(LetsGo::Outputs(name))
}

/// Whichever it is.
const GUFUNC_1_8_0: Step = never(&GUFUNC_1_8, nothing(UFUNCS, "PyUFunc_GeneralizedFunction", 1718));

/// The Fortran routine that the Python in `linalg.py` calls, through its wrapper.
const fn lapack_lite(wrapper: &'static str, line: u32) -> Step {
    never(&LAPACK_LITE, nothing("numpy/linalg/lapack_litemodule.c", wrapper, line))
}

/// `norm` squares the elements and adds them up.
const SQUARED_1_8: Step = Step {
    rule: &UFUNC,
    lets_go: LetsGo::Elements,
    at: at(UFUNCS, "trivial_three_operand_loop", "NPY_BEGIN_THREADS_THRESHOLDED", 1134),
};
const SUMMED_1_8: Step = always(&BY_DTYPE, at(UFUNCS, "reduce_loop", "NPY_BEGIN_THREADS", 2682));

const DGEEV_1_5: Step = lapack_lite("lapack_lite_dgeev", 138);
const DSYEVD_1_5: Step = lapack_lite("lapack_lite_dsyevd", 178);
pub(super) const DGELSD_1_5: Step = lapack_lite("lapack_lite_dgelsd", 348);
const DGESV_1_5: Step = lapack_lite("lapack_lite_dgesv", 387);
const DGESDD_1_5: Step = lapack_lite("lapack_lite_dgesdd", 413);
const DGETRF_1_5: Step = lapack_lite("lapack_lite_dgetrf", 479);
const DPOTRF_1_5: Step = lapack_lite("lapack_lite_dpotrf", 501);
const DGEQRF_1_5: Step = lapack_lite("lapack_lite_dgeqrf", 521);
const DORGQR_1_5: Step = lapack_lite("lapack_lite_dorgqr", 547);

/// One right-hand side is a case of its own.
fn solve(shapes: &[Shape]) -> (&'static str, Vec<Shape>) {
    (if shapes[1].len() == 1 { "solve1" } else { "solve" }, shapes.to_vec())
}

/// In 1.12.0 it was one for each matrix of a batch.
fn solve_1_12(shapes: &[Shape]) -> (&'static str, Vec<Shape>) {
    (if shapes[1].len() + 1 == shapes[0].len() { "solve1" } else { "solve" }, shapes.to_vec())
}

/// A vector goes in as one column.
fn lstsq(shapes: &[Shape]) -> (&'static str, Vec<Shape>) {
    let right = if shapes[1].len() == 1 { vec![shapes[1][0], 1] } else { without_batch(&shapes[1]) };
    ("lstsq", vec![without_batch(&shapes[0]), right])
}

/// The singular values of one matrix.
fn one_svd(shapes: &[Shape]) -> (&'static str, Vec<Shape>) {
    ("svd", vec![without_batch(&shapes[0])])
}

/// And the vectors that go with them.
fn one_svd_s(shapes: &[Shape]) -> (&'static str, Vec<Shape>) {
    ("svd_s", vec![without_batch(&shapes[0])])
}

/// Forms Q from what `qr_r_raw` left, `tau` of which there are min(m, n).
fn qr_reduced(shapes: &[Shape]) -> (&'static str, Vec<Shape>) {
    let (outer, core) = shapes[0].split_at(shapes[0].len().saturating_sub(2));
    let tau = [outer, &[core.iter().copied().min().unwrap_or(1)]].concat();
    ("qr_reduced", vec![shapes[0].clone(), tau])
}

/// With `ind=2` the first two dimensions are the rows.
fn tensorinv(shapes: &[Shape]) -> (&'static str, Vec<Shape>) {
    let (rows, columns) = shapes[0].split_at(shapes[0].len().min(2));
    ("inv", vec![vec![product(rows), product(columns)]])
}

/// The right-hand side, unrolled, is as long as the matrix has rows.
fn tensorsolve(shapes: &[Shape]) -> (&'static str, Vec<Shape>) {
    let rows = product(&shapes[1]);
    ("solve1", vec![vec![rows, product(&shapes[0]) / rows.max(1)], vec![rows]])
}

/// A matrix by itself.
fn square(shapes: &[Shape]) -> (&'static str, Vec<Shape>) {
    ("matmul", vec![shapes[0].clone(), shapes[0].clone()])
}

calls! {
    "numpy.linalg.det" = "numpy.linalg.det(a)", takes "(...,m,m)":
        NUMPY_2_4 [lapack_as("det")], NUMPY_1_12 [lapack_1_12("det")], NUMPY_1_8 [GUFUNC_1_8_0], NUMPY_1_5 [DGETRF_1_5];
    "numpy.linalg.slogdet" = "numpy.linalg.slogdet(a)", takes "(...,m,m)":
        NUMPY_2_4 [lapack_as("slogdet")], NUMPY_1_12 [lapack_1_12("slogdet")], NUMPY_1_8 [GUFUNC_1_8_0],
        NUMPY_1_5 [DGETRF_1_5];
    "numpy.linalg.solve" = "numpy.linalg.solve(a, b)", takes "(...,m,m),(...,m,k?)":
        NUMPY_2_4 [lapack_of(LetsGo::OutputsOf(solve))] "One right-hand side gives m elements, n of them m times n.",
        NUMPY_1_12 [lapack_1_12_of(LetsGo::OutputsOf(solve_1_12))], NUMPY_1_8 [GUFUNC_1_8_0], NUMPY_1_5 [DGESV_1_5];
    "numpy.linalg.inv" = "numpy.linalg.inv(a)", takes "(...,m,m)":
        NUMPY_2_4 [lapack_as("inv")], NUMPY_1_12 [lapack_1_12("inv")], NUMPY_1_8 [GUFUNC_1_8_0],
        NUMPY_1_5 [DGESV_1_5] "It solves for the identity.";
    "numpy.linalg.cholesky" = "numpy.linalg.cholesky(a)", takes "(...,m,m)":
        NUMPY_2_4 [lapack_as("cholesky_lo")], NUMPY_1_12 [lapack_1_12("cholesky_lo")], NUMPY_1_8 [GUFUNC_1_8_0],
        NUMPY_1_5 [DPOTRF_1_5];
    "numpy.linalg.eig" = "numpy.linalg.eig(a)", takes "(...,m,m)":
        NUMPY_2_4 [lapack_as("eig")], NUMPY_1_12 [lapack_1_12("eig")], NUMPY_1_8 [GUFUNC_1_8_0], NUMPY_1_5 [DGEEV_1_5];
    "numpy.linalg.eigh" = "numpy.linalg.eigh(a)", takes "(...,m,m)":
        NUMPY_2_4 [lapack_as("eigh_lo")], NUMPY_1_12 [lapack_1_12("eigh_lo")], NUMPY_1_8 [GUFUNC_1_8_0],
        NUMPY_1_5 [DSYEVD_1_5];
    "numpy.linalg.eigvals" = "numpy.linalg.eigvals(a)", takes "(...,m,m)":
        NUMPY_2_4 [lapack_as("eigvals")], NUMPY_1_12 [lapack_1_12("eigvals")], NUMPY_1_8 [GUFUNC_1_8_0],
        NUMPY_1_5 [DGEEV_1_5];
    "numpy.linalg.eigvalsh" = "numpy.linalg.eigvalsh(a)", takes "(...,m,m)":
        NUMPY_2_4 [lapack_as("eigvalsh_lo")], NUMPY_1_12 [lapack_1_12("eigvalsh_lo")], NUMPY_1_8 [GUFUNC_1_8_0],
        NUMPY_1_5 [DSYEVD_1_5];
    "numpy.linalg.svd" = "numpy.linalg.svd(a)", takes "(...,m,n)":
        NUMPY_2_4 [lapack_as("svd_f")], NUMPY_1_12 [lapack_1_12("svd_f")], NUMPY_1_8 [GUFUNC_1_8_0], NUMPY_1_5 [DGESDD_1_5];
    "numpy.linalg.svd" = "numpy.linalg.svd(a, full_matrices=False)", takes "(...,m,n)":
        NUMPY_2_4 [lapack_as("svd_s")], NUMPY_1_12 [lapack_1_12("svd_s")], NUMPY_1_8 [GUFUNC_1_8_0], NUMPY_1_5 [DGESDD_1_5];
    "numpy.linalg.svd" = "numpy.linalg.svd(a, compute_uv=False)", takes "(...,m,n)":
        NUMPY_2_4 [lapack_as("svd")], NUMPY_1_12 [lapack_1_12("svd")], NUMPY_1_8 [GUFUNC_1_8_0], NUMPY_1_5 [DGESDD_1_5];
    "numpy.linalg.svdvals" = "numpy.linalg.svdvals(a)", takes "(...,m,n)":
        NUMPY_2_4 [lapack_as("svd")];
    "numpy.linalg.qr" = "numpy.linalg.qr(a)", takes "(...,m,n)":
        NUMPY_2_4 [qr(LetsGo::Outputs("qr_r_raw")), qr(LetsGo::OutputsOf(qr_reduced))]
            "The first step, geqrf, gives min(m, n) elements; the second, which forms Q, m times as many.",
        NUMPY_1_12 [lapack_lite("lapack_lite_dgeqrf", 138), lapack_lite("lapack_lite_dorgqr", 167)],
        NUMPY_1_8 [lapack_lite("lapack_lite_dgeqrf", 551), lapack_lite("lapack_lite_dorgqr", 580)],
        NUMPY_1_5 [DGEQRF_1_5, DORGQR_1_5];
    "numpy.linalg.qr" = "numpy.linalg.qr(a, mode='r')", takes "(...,m,n)":
        NUMPY_2_4 [qr(LetsGo::Outputs("qr_r_raw"))], NUMPY_1_12 [lapack_lite("lapack_lite_dgeqrf", 138)],
        NUMPY_1_8 [lapack_lite("lapack_lite_dgeqrf", 551)], NUMPY_1_5 [DGEQRF_1_5];
    "numpy.linalg.lstsq" = "numpy.linalg.lstsq(a, b)", takes "(m,n),(m,k?)":
        NUMPY_2_4 [lapack_of(LetsGo::OutputsOf(lstsq))]
            "A vector goes in as one column; what counts is n times min(m, n), and for k right-hand sides k times k as much.",
        NUMPY_1_12 [lapack_lite("lapack_lite_dgelsd", 96)], NUMPY_1_8 [lapack_lite("lapack_lite_dgelsd", 363)],
        NUMPY_1_5 [DGELSD_1_5];
    "numpy.linalg.pinv" = "numpy.linalg.pinv(a)", takes "(...,m,n)":
        NUMPY_2_4 [lapack_as("svd_s")] "It is svd with full_matrices=False and a product.",
        NUMPY_1_12 [lapack_1_12_of(LetsGo::OutputsOf(one_svd_s))], NUMPY_1_8 [GUFUNC_1_8_0], NUMPY_1_5 [DGESDD_1_5];
    "numpy.linalg.matrix_rank" = "numpy.linalg.matrix_rank(a)", takes "(...,m,n)":
        NUMPY_2_4 [lapack_as("svd")] "It counts the singular values of svd with compute_uv=False.",
        NUMPY_1_12 [lapack_1_12_of(LetsGo::OutputsOf(one_svd))], NUMPY_1_8 [GUFUNC_1_8_0], NUMPY_1_5 [DGESDD_1_5];
    "numpy.linalg.cond" = "numpy.linalg.cond(a)", takes "(...,m,n)":
        NUMPY_2_4 [lapack_as("svd")] "It divides the singular values of svd with compute_uv=False.",
        NUMPY_1_12 [lapack_1_12("svd")], NUMPY_1_8 [GUFUNC_1_8_0], NUMPY_1_5 [DGESDD_1_5];
    "numpy.linalg.norm" = "numpy.linalg.norm(a)":
        NUMPY_2_4 [DOT_OF_VECTORS] "The default norm is the dot product of all elements with themselves.",
        NUMPY_1_12 [DOT_OF_VECTORS_1_12] "The default norm is the dot product of all elements with themselves.",
        NUMPY_1_8 [SQUARED_1_8, SUMMED_1_8] "It squares the elements and adds them up.",
        NUMPY_1_5 [UFUNC_1_5] "It squares the elements and adds them up.";
    "numpy.linalg.norm" = "numpy.linalg.norm(a, 2)", takes "(m,n)":
        NUMPY_2_4 [lapack_of(LetsGo::OutputsOf(one_svd))] "The 2-norm of a matrix is its largest singular value.",
        NUMPY_1_12 [lapack_1_12_of(LetsGo::OutputsOf(one_svd))], NUMPY_1_8 [GUFUNC_1_8_0], NUMPY_1_5 [DGESDD_1_5];
    "numpy.linalg.matrix_power" = "numpy.linalg.matrix_power(a, 5)", takes "(...,m,m)":
        NUMPY_2_4 [gufunc_of(LetsGo::OutputsOf(square))] "It is a few calls of matmul.",
        NUMPY_1_12 [DOT_1_12] "It is a few calls of dot.", NUMPY_1_8 [DOT_1_8] "It is a few calls of dot.",
        NUMPY_1_5 [DOT_1_5] "It is a few calls of dot.";
    "numpy.linalg.multi_dot" = "numpy.linalg.multi_dot([a, b, c])", takes "(m?,n),(n,k),(k,l?)":
        NUMPY_2_4 [DOT] "It is dot in the cheapest order.", NUMPY_1_12 [DOT_1_12] "It is dot in the cheapest order.";
    "numpy.linalg.tensorinv" = "numpy.linalg.tensorinv(a, ind=2)", takes "(i,j,*)":
        NUMPY_2_4 [lapack_of(LetsGo::OutputsOf(tensorinv))] "It is inv of the array as a matrix.",
        NUMPY_1_12 [lapack_1_12_of(LetsGo::OutputsOf(tensorinv))], NUMPY_1_8 [GUFUNC_1_8_0], NUMPY_1_5 [DGESV_1_5];
    "numpy.linalg.tensorsolve" = "numpy.linalg.tensorsolve(a, b)", takes "(*),(*)":
        NUMPY_2_4 [lapack_of(LetsGo::OutputsOf(tensorsolve))] "It is solve of the array as a matrix, for one vector.",
        NUMPY_1_12 [lapack_1_12_of(LetsGo::OutputsOf(tensorsolve))], NUMPY_1_8 [GUFUNC_1_8_0], NUMPY_1_5 [DGESV_1_5];
    "numpy.linalg.vecdot" = "numpy.linalg.vecdot(a, b)", takes "(...,n),(...,n)":
        NUMPY_2_4 [gufunc("vecdot")] "Each pair of vectors gives one element.";
}
