//! `scipy.linalg`: f2py, which releases the GIL only where a signature file says `threadsafe`, and code of SciPy's own.

use super::products::DOT_1_5;
use super::{always, at, gufunc_of, in_numpy, never, nothing, versions};
use crate::rule::{LetsGo, Place, Step};
use crate::sentences::{BLAS, COMPILED_HELD, CYTHON_HELD, F2PY_HELD, F2PY_THREADSAFE, PYTHON};
use crate::shape::Shape;

const GENERAL: &str = "scipy/linalg/flapack_gen.pyf.src";
const TRIDIAGONAL: &str = "scipy/linalg/flapack_gen_tri.pyf.src";
const POSITIVE: &str = "scipy/linalg/flapack_pos_def.pyf.src";
const SYMMETRIC: &str = "scipy/linalg/flapack_sym_herm.pyf.src";
const OTHER: &str = "scipy/linalg/flapack_other.pyf.src";
const EXPM: &str = "scipy/linalg/_matfuncs_expm.h";
const SOLVERS: &str = "scipy/linalg/src/_batched_linalg_module.cc";
/// All routines of SciPy 0.9.0.
const THEN: &str = "scipy/linalg/generic_flapack.pyf";

/// A routine without `threadsafe`, and the line of its signature.
const fn held(file: &'static str, routine: &'static str, line: u32) -> Step {
    never(&F2PY_HELD, nothing(file, routine, line))
}

/// A routine with it, and the line of that word.
const fn threadsafe(file: &'static str, routine: &'static str, line: u32) -> Step {
    always(&F2PY_THREADSAFE, at(file, routine, "threadsafe", line))
}

const fn geqp3() -> Step {
    threadsafe(GENERAL, "<prefix2>geqp3", 925)
}

const fn orgqr() -> Step {
    threadsafe(OTHER, "<prefix2>orgqr", 952)
}

const fn gees() -> Step {
    held(GENERAL, "<prefix2>gees", 1222)
}

const fn gesdd() -> Step {
    held(GENERAL, "<prefix2>gesdd", 293)
}

const fn geev() -> Step {
    held(GENERAL, "<prefix2>geev", 1065)
}

const fn syevr() -> Step {
    held(SYMMETRIC, "<prefix2>syevr", 784)
}

const fn gesdd_then() -> Step {
    held(THEN, "<tchar=s,d>gesdd", 363)
}

const fn geev_then() -> Step {
    held(THEN, "<tchar=s,d>geev", 577)
}

const fn syevr_then() -> Step {
    held(THEN, "dsyevr", 1486)
}

const fn gelss_then() -> Step {
    held(THEN, "<tchar=s,d>gelss", 432)
}

const fn getrf_then() -> Step {
    threadsafe(THEN, "<tchar=s,d,c,z>getrf", 310)
}

/// `expm` squares each matrix of the batch on its own.
fn squared(shapes: &[Shape]) -> (&'static str, Vec<Shape>) {
    let matrix = shapes.first().map(|shape| shape[shape.len().saturating_sub(2)..].to_vec()).unwrap_or_default();
    ("matmul", vec![matrix.clone(), matrix])
}

const fn squarings() -> Step {
    let Step { rule, lets_go, at } = gufunc_of(LetsGo::OutputsOf(squared));
    Step { rule, lets_go, at: in_numpy(at) }
}

calls! {
    "scipy.linalg.det" = "scipy.linalg.det(a)", takes "(...,m,m)":
        SCIPY_1_17 [never(&CYTHON_HELD, nothing("scipy/linalg/_cythonized_array_utils.pyx", "find_det_from_lu", 20))]
            "A batch is a loop in Python, and each of its matrices is held.",
        SCIPY_0_9 [held("scipy/linalg/src/det.f", "ddet_r", 33)];
    "scipy.linalg.inv" = "scipy.linalg.inv(a)", takes "(...,m,m)":
        SCIPY_1_17 [never(&COMPILED_HELD, nothing(SOLVERS, "_linalg_inv", 17))],
        SCIPY_0_9 [getrf_then(), held(THEN, "<tchar=s,d,c,z>getri", 344)]
            "The factors, a third of the work, are computed with the GIL released, the inverse from them with it held.";
    "scipy.linalg.solve" = "scipy.linalg.solve(a, b)", takes "(...,m,m),(...,m,k?)":
        SCIPY_1_17 [never(&COMPILED_HELD, nothing(SOLVERS, "_linalg_solve", 97))],
        SCIPY_0_9 [held(THEN, "<tchar=s,d,c,z>gesv", 283)];
    "scipy.linalg.lu" = "scipy.linalg.lu(a)", takes "(...,m,n)":
        SCIPY_1_17 [never(&CYTHON_HELD, nothing("scipy/linalg/_decomp_lu_cython.pyx", "lu_decompose", 22))],
        SCIPY_0_9 [held("scipy/linalg/src/lu.f", "dlu_c", 8)];
    "scipy.linalg.lu_factor" = "scipy.linalg.lu_factor(a)", takes "(...,m,n)":
        SCIPY_1_17 [threadsafe(GENERAL, "<prefix>getrf", 190)],
        SCIPY_0_9 [getrf_then()];
    "scipy.linalg.lu_solve" = "scipy.linalg.lu_solve(a, b)", takes "(m,m),(m,k?)":
        SCIPY_1_17 [threadsafe(GENERAL, "<prefix>getrs", 208)],
        SCIPY_0_9 [threadsafe(THEN, "<tchar=s,d,c,z>getrs", 329)]
            "A SciPy built with ATLAS passed arrays in C order to clapack's getrs, which holds the GIL.";
    "scipy.linalg.qr" = "scipy.linalg.qr(a)", takes "(...,m,n)":
        SCIPY_1_17 [threadsafe(GENERAL, "<prefix>geqrf", 966), orgqr()] "SciPy 1.18.1 holds the GIL here.",
        SCIPY_0_9 [held(THEN, "<tchar=s,d,c,z>geqrf", 497), held(THEN, "<tchar=s,d>orgqr", 535)];
    "scipy.linalg.qr" = "scipy.linalg.qr(a, pivoting=True)", takes "(...,m,n)":
        SCIPY_1_17 [geqp3(), orgqr()] "SciPy 1.18.1 holds the GIL here.";
    "scipy.linalg.svd" = "scipy.linalg.svd(a)", takes "(...,m,n)":
        SCIPY_1_17 [gesdd()],
        SCIPY_0_9 [gesdd_then()];
    "scipy.linalg.svdvals" = "scipy.linalg.svdvals(a)", takes "(...,m,n)":
        SCIPY_1_17 [gesdd()],
        SCIPY_0_9 [gesdd_then()];
    "scipy.linalg.schur" = "scipy.linalg.schur(a)", takes "(...,m,m)":
        SCIPY_1_17 [gees()],
        SCIPY_0_9 [held(THEN, "<tchar=d,s>gees", 999)];
    "scipy.linalg.hessenberg" = "scipy.linalg.hessenberg(a)", takes "(...,m,m)":
        SCIPY_1_17 [held(GENERAL, "<prefix>gehrd", 33)],
        SCIPY_0_9 [held(THEN, "<tchar=s,d,c,z>gehrd", 226)];
    "scipy.linalg.eig" = "scipy.linalg.eig(a)", takes "(...,m,m)":
        SCIPY_1_17 [geev()],
        SCIPY_0_9 [geev_then()];
    "scipy.linalg.eigvals" = "scipy.linalg.eigvals(a)", takes "(...,m,m)":
        SCIPY_1_17 [geev()],
        SCIPY_0_9 [geev_then()];
    "scipy.linalg.eigh" = "scipy.linalg.eigh(a)", takes "(...,m,m)":
        SCIPY_1_17 [syevr()],
        SCIPY_0_9 [syevr_then()];
    "scipy.linalg.eigvalsh" = "scipy.linalg.eigvalsh(a)", takes "(...,m,m)":
        SCIPY_1_17 [syevr()],
        SCIPY_0_9 [syevr_then()];
    "scipy.linalg.eigh_tridiagonal" = "scipy.linalg.eigh_tridiagonal(a, b)", takes "(n),(n-1)":
        SCIPY_1_17 [held(TRIDIAGONAL, "<prefix2>stevd", 347)];
    "scipy.linalg.cholesky" = "scipy.linalg.cholesky(a)", takes "(...,m,m)":
        SCIPY_1_17 [held(POSITIVE, "<prefix2>potrf", 124)]
            "The check for finite numbers and the copy before it release the GIL.",
        SCIPY_0_9 [held(THEN, "<tchar=s,d>potrf", 808)];
    "scipy.linalg.cho_solve" = "scipy.linalg.cho_solve((a, True), b)", takes "(m,m),(m,k?)":
        SCIPY_1_17 [
            held(POSITIVE, "<prefix>potrs", 164),
        ] "This is for a factor in Fortran order, as cho_factor returns it; one in C order is copied first, and the copy releases the GIL.",
        SCIPY_0_9 [held(THEN, "<tchar=s,d,c,z>potrs", 850)];
    "scipy.linalg.solve_triangular" = "scipy.linalg.solve_triangular(a, b, lower=True)", takes "(m,m),(m,k?)":
        SCIPY_1_17 [held(OTHER, "<prefix>trtrs", 526)],
        SCIPY_0_9 [held(THEN, "<tchar=s,d,c,z>trtrs", 111)];
    "scipy.linalg.ldl" = "scipy.linalg.ldl(a)", takes "(...,m,m)":
        SCIPY_1_17 [
            held(SYMMETRIC, "<prefix>sytrf", 261),
            never(&PYTHON, nothing("scipy/linalg/_decomp_ldl.py", "_ldl_construct_tri_factor", 302)),
        ];
    "scipy.linalg.expm" = "scipy.linalg.expm(a)", takes "(...,m,m)":
        SCIPY_1_17 [
            never(&COMPILED_HELD, nothing(EXPM, "pade_UV_calc", 140)),
            squarings(),
        ] "The second part is numpy.matmul: the larger the matrix's norm, the more often the result is squared. SciPy 1.18.1 holds the GIL throughout.",
        SCIPY_0_9 [always(&BLAS, Place { read: Some(versions::NUMPY_1_5), ..DOT_1_5.at })]
            "It is Python around numpy.dot; the solve at its end, about a tenth of the work, holds the GIL.";
    "scipy.linalg.sqrtm" = "scipy.linalg.sqrtm(a)", takes "(...,m,m)":
        SCIPY_1_17 [never(&COMPILED_HELD, nothing("scipy/linalg/_matfuncs_sqrtm.h", "recursive_schur_sqrtm", 39))],
        SCIPY_0_9 [never(&PYTHON, nothing("scipy/linalg/matfuncs.py", "sqrtm", 482))];
    "scipy.linalg.logm" = "scipy.linalg.logm(a)", takes "(...,m,m)":
        SCIPY_1_17 [gees(), never(&PYTHON, nothing("scipy/linalg/_matfuncs_inv_ssq.py", "_logm_triu", 721))],
        SCIPY_0_9 [never(&PYTHON, nothing("scipy/linalg/matfuncs.py", "funm", 279))];
    "scipy.linalg.lstsq" = "scipy.linalg.lstsq(a, b)", takes "(m,n),(m,k?)":
        SCIPY_1_17 [held(GENERAL, "<prefix2>gelsd", 796)],
        SCIPY_0_9 [gelss_then()];
    "scipy.linalg.pinv" = "scipy.linalg.pinv(a)", takes "(...,m,n)":
        SCIPY_1_17 [gesdd()] "The product at its end, less than a tenth of the work, releases the GIL.",
        SCIPY_0_9 [gelss_then()] "It is lstsq against the identity.";
    "scipy.linalg.qz" = "scipy.linalg.qz(a, b)", takes "(m,m),(m,m)":
        SCIPY_1_17 [held(GENERAL, "<prefix2>gges", 1253)];
    "scipy.linalg.solve_sylvester" = "scipy.linalg.solve_sylvester(a, b, c)", takes "(m,m),(n,n),(m,n)":
        SCIPY_1_17 [gees(), held(OTHER, "<prefix>trsyl", 1292)]
            "Four products by numpy.dot, a small part of the work, release the GIL.";
    "scipy.linalg.solve_banded" = "scipy.linalg.solve_banded((1, 1), a, b)", takes "(3,n),(n,k?)":
        SCIPY_1_17 [held(TRIDIAGONAL, "<prefix>gtsv", 4)],
        SCIPY_0_9 [held(THEN, "<tchar=s,d,c,z>gbsv", 260)];
    "scipy.linalg.solve_toeplitz" = "scipy.linalg.solve_toeplitz(a, b)", takes "(n),(n,k?)":
        SCIPY_1_17 [never(&CYTHON_HELD, nothing("scipy/linalg/_solve_toeplitz.pyx", "levinson", 14))];
}
