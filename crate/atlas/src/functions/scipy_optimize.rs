//! `scipy.optimize` and `scipy.integrate`.

use super::ufuncs::numpy_ufunc;
use super::{always, at, never, nothing};
use crate::sentences::{CALLBACK, COMPILED_FREE, COMPILED_HELD, F2PY_HELD, PYBIND, PYTHON};

calls! {
    "scipy.optimize.minimize" = "scipy.optimize.minimize(function, a)", takes "(n)":
        SCIPY_1_17 [never(&CALLBACK, nothing("scipy/optimize/_optimize.py", "_minimize_bfgs", 1345))];
    "scipy.optimize.root" = "scipy.optimize.root(function, a)", takes "(n)":
        SCIPY_1_17 [never(&CALLBACK, nothing("scipy/optimize/__minpack.h", "minpack_hybrd", 351))];
    "scipy.optimize.brentq" = "scipy.optimize.brentq(function, 0, 2)":
        SCIPY_1_17 [never(&CALLBACK, nothing("scipy/optimize/zeros.c", "call_solver", 81))],
        SCIPY_0_9 [never(&CALLBACK, nothing("scipy/optimize/zeros.c", "call_solver", 55))];
    "scipy.optimize.curve_fit" = "scipy.optimize.curve_fit(function, a, b)", takes "(*,n),(n)":
        SCIPY_1_17 [never(&CALLBACK, nothing("scipy/optimize/__minpack.h", "minpack_lmdif", 559))],
        SCIPY_0_9 [never(&CALLBACK, nothing("scipy/optimize/__minpack.h", "minpack_lmdif", 430))];
    "scipy.optimize.linear_sum_assignment" = "scipy.optimize.linear_sum_assignment(a)", takes "(m,n)":
        SCIPY_1_17 [always(&COMPILED_FREE, at("scipy/optimize/_lsap.c", "linear_sum_assignment", "Py_BEGIN_ALLOW_THREADS", 85))];
    "scipy.optimize.linprog" = "scipy.optimize.linprog(a, A_ub=b, b_ub=c)", takes "(n),(m,n),(m)":
        SCIPY_1_17 [never(&PYTHON, nothing("scipy/optimize/_linprog_highs.py", "_linprog_highs", 89)), always(&PYBIND, at("subprojects/highs/highs/highs_bindings.cpp", "PYBIND11_MODULE", "gil_scoped_release", 1321))] "HiGHS solves with the GIL released; for a small problem, half of the time is Python before and after.";
    "scipy.optimize.nnls" = "scipy.optimize.nnls(a, b)", takes "(m,n),(m)":
        SCIPY_1_17 [never(&COMPILED_HELD, nothing("scipy/optimize/__nnls.c", "__nnls", 19))],
        SCIPY_0_9 [never(&F2PY_HELD, nothing("scipy/optimize/nnls/nnls.pyf", "nnls", 6))];
    "scipy.integrate.quad" = "scipy.integrate.quad(function, 0, 100, limit=200)":
        SCIPY_1_17 [never(&CALLBACK, nothing("scipy/integrate/__quadpack.h", "quad_thunk", 210))],
        SCIPY_0_9 [never(&CALLBACK, nothing("scipy/integrate/__quadpack.h", "quadpack_qagse", 113))];
    "scipy.integrate.solve_ivp" = "scipy.integrate.solve_ivp(function, (0, 200), a)", takes "(n)":
        SCIPY_1_17 [never(&CALLBACK, nothing("scipy/integrate/_ivp/rk.py", "rk_step", 14))];
    "scipy.integrate.odeint" = "scipy.integrate.odeint(function, a, b)", takes "(n),(m)":
        SCIPY_1_17 [never(&CALLBACK, nothing("scipy/integrate/_odepackmodule.c", "ode_function_thunk", 90))],
        SCIPY_0_9 [never(&CALLBACK, nothing("scipy/integrate/__odepack.h", "odepack_odeint", 206))];
    "scipy.integrate.simpson" = "scipy.integrate.simpson(a)":
        SCIPY_1_17 [numpy_ufunc()] "It adds and multiplies slices by ufuncs.";
}
