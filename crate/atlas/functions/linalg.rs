//! `numpy.linalg`: gufuncs since 1.8.0, which let go since 1.12.0; before, `lapack_lite` kept the lock.

use super::{at, gufunc, never, nothing};
use crate::rule::{LetsGo, Step};
use crate::rules::{GUFUNC, GUFUNC_1_8, LAPACK_LITE};

const fn gufunc_1_12(name: &'static str) -> Step {
    let place =
        at("numpy/core/src/umath/ufunc_object.c", "PyUFunc_GeneralizedFunction", "NPY_BEGIN_THREADS_THRESHOLDED", 2413);
    Step { rule: &GUFUNC, lets_go: LetsGo::Outputs(name), at: place }
}

const fn gufunc_1_8() -> Step {
    never(&GUFUNC_1_8, nothing("numpy/core/src/umath/ufunc_object.c", "PyUFunc_GeneralizedFunction", 1))
}

/// The Fortran routine that the Python in `linalg.py` calls.
const fn lapack_lite(wrapper: &'static str, line: u32) -> Step {
    never(&LAPACK_LITE, nothing("numpy/linalg/lapack_litemodule.c", wrapper, line))
}

calls! {
    "numpy.linalg.det" = "numpy.linalg.det(a)", kernel "det":
        NUMPY_2_4 [gufunc("det")],
        NUMPY_1_12 [gufunc_1_12("det")],
        NUMPY_1_8 [gufunc_1_8()],
        NUMPY_1_5 [lapack_lite("lapack_lite_dgetrf", 545)];
    "numpy.linalg.inv" = "numpy.linalg.inv(a)", kernel "inv":
        NUMPY_2_4 [gufunc("inv")];
}
