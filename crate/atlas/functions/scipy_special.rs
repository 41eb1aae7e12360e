//! `scipy.special` and `scipy.stats`.

use super::sorting::numpy_sort;
use super::ufuncs::{UFUNC_OF_NUMPY_1_5, numpy_ufunc};
use super::{always, at};
use crate::rules::CYTHON_FREE;

calls! {
    "scipy.special.gamma" = "scipy.special.gamma(a)":
        SCIPY_1_17 [numpy_ufunc()] "It is a ufunc, which NumPy's machinery runs.",
        SCIPY_0_9 [UFUNC_OF_NUMPY_1_5] "It is a ufunc, which NumPy's machinery runs.";
    "scipy.special.erf" = "scipy.special.erf(a)":
        SCIPY_1_17 [numpy_ufunc()] "It is a ufunc, which NumPy's machinery runs.",
        SCIPY_0_9 [UFUNC_OF_NUMPY_1_5] "It is a ufunc, which NumPy's machinery runs.";
    "scipy.special.jv" = "scipy.special.jv(2.5, a)":
        SCIPY_1_17 [numpy_ufunc()] "It is a ufunc, which NumPy's machinery runs.",
        SCIPY_0_9 [UFUNC_OF_NUMPY_1_5] "It is a ufunc, which NumPy's machinery runs.";
    "scipy.special.pro_rad2" = "scipy.special.pro_rad2(1, 20, 2, a)":
        SCIPY_1_17 [numpy_ufunc()] "It is a ufunc, which NumPy's machinery runs.",
        SCIPY_0_9 [UFUNC_OF_NUMPY_1_5] "It is a ufunc, which NumPy's machinery runs.";
    "scipy.special.hyp2f1" = "scipy.special.hyp2f1(0.5, 1.5, 2.5, a)":
        SCIPY_1_17 [numpy_ufunc()] "It is a ufunc, which NumPy's machinery runs.",
        SCIPY_0_9 [UFUNC_OF_NUMPY_1_5] "It is a ufunc, which NumPy's machinery runs.";
    "scipy.special.logsumexp" = "scipy.special.logsumexp(a)":
        SCIPY_1_17 [numpy_ufunc()] "It is a few ufuncs and reductions.";
    "scipy.stats.gaussian_kde" = "scipy.stats.gaussian_kde(a)(b)":
        SCIPY_1_17 [always(&CYTHON_FREE, at("scipy/stats/_stats.pyx", "gaussian_kernel_estimate", "with nogil", 790))];
    "scipy.stats.norm.cdf" = "scipy.stats.norm.cdf(a)":
        SCIPY_1_17 [numpy_ufunc()] "It is Python around a ufunc of scipy.special.";
    "scipy.stats.rankdata" = "scipy.stats.rankdata(a)":
        SCIPY_1_17 [numpy_sort()] "It is argsort, mostly.";
}
