//! `scipy.special` and `scipy.stats`.

use super::sorting::numpy_sort;
use super::ufuncs::{UFUNC_OF_NUMPY_1_5, numpy_ufunc};
use super::{always, at, in_numpy, never, nothing, versions};
use crate::rule::{LetsGo, Objects, Place, Rule, Step};
use crate::sentences::{COMPILED_HELD, CYTHON_FREE, PYTHON};

/// SciPy registers no loop for objects, so that NumPy's own sentence would say too much.
static SPECIAL: Rule = Rule {
    sentence: "It is a ufunc of SciPy's, whose loop NumPy runs: NumPy releases the GIL when it works on more than 500 elements.",
    since: None,
    objects: Objects::Refused,
};

static SPECIAL_BEFORE: Rule = Rule {
    sentence: "It is a ufunc of SciPy's, whose loop NumPy runs: NumPy releases the GIL whatever the size.",
    since: None,
    objects: Objects::Refused,
};

const fn special() -> Step {
    let Step { lets_go, at, .. } = numpy_ufunc();
    Step { rule: &SPECIAL, lets_go, at }
}

/// NumPy's shorter way is for one output only.
const fn two_outputs() -> Step {
    let file = "numpy/_core/src/umath/ufunc_object.c";
    let place = in_numpy(at(file, "execute_ufunc_loop", "NPY_BEGIN_THREADS_THRESHOLDED", 1163));
    Step { rule: &SPECIAL, lets_go: LetsGo::Elements, at: place }
}

const SPECIAL_THEN: Step = {
    let Step { lets_go, at, .. } = UFUNC_OF_NUMPY_1_5;
    Step { rule: &SPECIAL_BEFORE, lets_go, at }
};

calls! {
    "scipy.special.gamma" = "scipy.special.gamma(a)":
        SCIPY_1_17 [special()],
        SCIPY_0_9 [SPECIAL_THEN];
    "scipy.special.erf" = "scipy.special.erf(a)":
        SCIPY_1_17 [special()],
        SCIPY_0_9 [SPECIAL_THEN];
    "scipy.special.jv" = "scipy.special.jv(2.5, a)":
        SCIPY_1_17 [special()],
        SCIPY_0_9 [SPECIAL_THEN];
    "scipy.special.pro_rad2" = "scipy.special.pro_rad2(1, 20, 2, a)":
        SCIPY_1_17 [two_outputs()],
        SCIPY_0_9 [SPECIAL_THEN];
    "scipy.special.hyp2f1" = "scipy.special.hyp2f1(0.5, 1.5, 2.5, a)":
        SCIPY_1_17 [special()],
        SCIPY_0_9 [SPECIAL_THEN];
    "scipy.special.logsumexp" = "scipy.special.logsumexp(a)":
        SCIPY_1_17 [numpy_ufunc()] "It is a few ufuncs and reductions.";
    "scipy.stats.gaussian_kde" = "scipy.stats.gaussian_kde(a)(b)", takes "(d?,n),(d?,m)":
        SCIPY_1_17 [always(&CYTHON_FREE, at("scipy/stats/_stats.pyx", "gaussian_kernel_estimate", "with nogil", 790))],
        SCIPY_0_9 [never(&PYTHON, nothing("scipy/stats/kde.py", "evaluate", 91)), UFUNC_OF_NUMPY_1_5] "A loop in Python over the data or the points, whichever are fewer, with NumPy on all the others in each step.";
    "scipy.stats.norm.cdf" = "scipy.stats.norm.cdf(a)":
        SCIPY_1_17 [numpy_ufunc()] "It is Python around a ufunc of scipy.special.",
        SCIPY_0_9 [UFUNC_OF_NUMPY_1_5, never(&COMPILED_HELD, Place { read: Some(versions::NUMPY_1_5), ..nothing("numpy/lib/src/_compiled_base.c", "arr_insert", 271) })] "The ufunc releases the GIL; numpy.place, which puts its results into the output, does not.";
    "scipy.stats.rankdata" = "scipy.stats.rankdata(a)":
        SCIPY_1_17 [numpy_sort()] "It is argsort, mostly.",
        SCIPY_0_9 [never(&PYTHON, nothing("scipy/stats/stats.py", "rankdata", 3859))] "It is a loop in Python over the elements; the sort before it releases the GIL.";
}
