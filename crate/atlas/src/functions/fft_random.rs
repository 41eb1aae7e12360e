//! `numpy.fft`, gufuncs since 2.0, and `numpy.random`, Cython that releases the GIL since 1.12 or earlier.

use super::arrays::{ROWS_TAKEN, TAKEN};
use super::ufuncs::first;
use super::{always, at, gufunc_of, never, nothing};
use crate::rule::{LetsGo, Objects, Rule, Step};
use crate::sentences::{COMPILED_FREE, COMPILED_HELD, CYTHON_HELD};
use crate::shape::{Shape, product};

static RANDOM: Rule = Rule {
    sentence: "Filling an array with random numbers releases the GIL and takes the generator's own lock.",
    since: None,
    objects: Objects::Refused,
};

static SHUFFLED: Rule = Rule {
    sentence: "Shuffling releases the GIL, unless the elements are Python objects, and takes the generator's own lock.",
    since: None,
    objects: Objects::Hold,
};

static ROWS_SHUFFLED: Rule = Rule {
    sentence: "The row numbers are shuffled with the GIL released, under the generator's own lock; for Python objects, copying the rows is nearly all of the work and holds the GIL.",
    since: None,
    objects: Objects::Hold,
};

static DRAWN: Rule = Rule {
    sentence: "The elements to take are drawn with the GIL released, under the generator's own lock.",
    since: None,
    objects: Objects::Same,
};

/// Not `GUFUNC`, which is older than the FFT's gufuncs (2.0) and speaks of objects, which they refuse.
static FFT: Rule = Rule {
    sentence: "It is a generalized ufunc, which releases the GIL when all transforms together give more than 500 elements.",
    since: None,
    objects: Objects::Refused,
};

/// As many numbers come out as went in.
const fn fft() -> Step {
    fft_of(LetsGo::ElementsOf(first))
}

const fn fft_of(lets_go: LetsGo) -> Step {
    let Step { lets_go, at, .. } = gufunc_of(lets_go);
    Step { rule: &FFT, lets_go, at }
}

const GENERATOR: &str = "numpy/random/_generator.pyx";

/// What a real transform gives, in every row.
fn half(shapes: &[Shape]) -> u64 {
    let length = shapes[0].last().copied().unwrap_or(1);
    (product(&shapes[0]) / length).saturating_mul(length / 2 + 1)
}

const FFTPACK: &str = "numpy/fft/fftpack_litemodule.c";

const fn fftpack(wrapper: &'static str, line: u32) -> Step {
    never(&COMPILED_HELD, nothing(FFTPACK, wrapper, line))
}

const fn fftpack_free(wrapper: &'static str, line: u32) -> Step {
    always(&COMPILED_FREE, at(FFTPACK, wrapper, "Py_BEGIN_ALLOW_THREADS", line))
}

calls! {
    "numpy.fft.fft" = "numpy.fft.fft(a)", takes "(*,n)":
        NUMPY_2_4 [fft()],
        NUMPY_1_12 [fftpack_free("fftpack_cfftf", 45)], NUMPY_1_8 [fftpack_free("fftpack_cfftf", 48)],
        NUMPY_1_5 [fftpack("fftpack_cfftf", 12)];
    "numpy.fft.rfft" = "numpy.fft.rfft(a)", takes "(*,n)":
        NUMPY_2_4 [fft_of(LetsGo::ElementsOf(half))] "n / 2 + 1 elements come out.",
        NUMPY_1_12 [fftpack_free("fftpack_rfftf", 191)], NUMPY_1_8 [fftpack_free("fftpack_rfftf", 192)],
        NUMPY_1_5 [fftpack("fftpack_rfftf", 141)];
    "numpy.fft.fft2" = "numpy.fft.fft2(a)", takes "(*,m,n)":
        NUMPY_2_4 [fft()] "One dimension after the other.",
        NUMPY_1_12 [fftpack_free("fftpack_cfftf", 45)], NUMPY_1_8 [fftpack_free("fftpack_cfftf", 48)],
        NUMPY_1_5 [fftpack("fftpack_cfftf", 12)];
    "numpy.random.random" = "numpy.random.random(size)":
        NUMPY_2_4 [always(&RANDOM, at("numpy/random/_common.pyx", "double_fill", "with nogil", 313))] "All threads share one generator and its lock, so they take turns: two are no faster than one.",
        NUMPY_1_12 [always(&RANDOM, at("numpy/random/mtrand/mtrand.pyx", "cont0_array", "with nogil", 170))],
        NUMPY_1_5 [never(&CYTHON_HELD, nothing("numpy/random/mtrand/mtrand.pyx", "cont0_array", 128))];
    "numpy.random.standard_normal" = "numpy.random.standard_normal(size)":
        NUMPY_2_4 [always(&RANDOM, at("numpy/random/_common.pyx", "cont", "with nogil", 665))] "All threads share one generator and its lock, so they take turns: two are no faster than one.",
        NUMPY_1_12 [always(&RANDOM, at("numpy/random/mtrand/mtrand.pyx", "cont0_array", "with nogil", 170))],
        NUMPY_1_5 [never(&CYTHON_HELD, nothing("numpy/random/mtrand/mtrand.pyx", "cont0_array", 128))];
    "numpy.random.randint" = "numpy.random.randint(0, 1000, size)":
        NUMPY_2_4 [always(&RANDOM, at("numpy/random/_bounded_integers.pyx.in", "_rand_{{nptype}}", "with nogil", 365))] "All threads share one generator and its lock, so they take turns: two are no faster than one.",
        NUMPY_1_12 [always(&RANDOM, at("numpy/random/mtrand/randint_helpers.pxi", "_rand_int64", "with nogil", 256))],
        NUMPY_1_5 [never(&CYTHON_HELD, nothing("numpy/random/mtrand/mtrand.pyx", "RandomState.randint", 808))];
    "numpy.random.permutation" = "numpy.random.permutation(n)", takes "(n)":
        NUMPY_2_4 [never(&CYTHON_HELD, nothing("numpy/random/mtrand.pyx", "RandomState.shuffle", 4567))] "Today's Generator releases the GIL here.",
        NUMPY_1_12 [never(&CYTHON_HELD, nothing("numpy/random/mtrand/mtrand.pyx", "RandomState.shuffle", 4735))],
        NUMPY_1_5 [never(&CYTHON_HELD, nothing("numpy/random/mtrand/mtrand.pyx", "RandomState.shuffle", 4178))];
    "numpy.random.Generator.random" = "rng.random(size)":
        NUMPY_2_4 [always(&RANDOM, at("numpy/random/_common.pyx", "double_fill", "with nogil", 313))] "Give each thread its own generator: threads that share one take turns at its lock.";
    "numpy.random.Generator.standard_normal" = "rng.standard_normal(size)":
        NUMPY_2_4 [always(&RANDOM, at("numpy/random/_common.pyx", "double_fill", "with nogil", 313))] "Give each thread its own generator: threads that share one take turns at its lock.";
    "numpy.random.Generator.integers" = "rng.integers(0, 1000, size)":
        NUMPY_2_4 [always(&RANDOM, at("numpy/random/_bounded_integers.pyx.in", "_rand_{{nptype}}", "with nogil", 365))] "Give each thread its own generator: threads that share one take turns at its lock.";
    "numpy.random.Generator.gamma" = "rng.gamma(2.0, size=size)":
        NUMPY_2_4 [always(&RANDOM, at("numpy/random/_common.pyx", "cont", "with nogil", 665))] "Give each thread its own generator: threads that share one take turns at its lock.";
    "numpy.random.Generator.permutation" = "rng.permutation(a)":
        NUMPY_2_4 [always(&SHUFFLED, at(GENERATOR, "Generator.shuffle", "with nogil", 4872))] "Give each thread its own generator: threads that share one take turns at its lock.";
    "numpy.random.Generator.permutation" = "rng.permutation(a, axis=0)":
        NUMPY_2_4 [always(&ROWS_SHUFFLED, at(GENERATOR, "Generator.shuffle", "with nogil", 4872)), ROWS_TAKEN] "Give each thread its own generator: threads that share one take turns at its lock.";
    "numpy.random.Generator.choice" = "rng.choice(a, 100000, replace=False)", takes "(n)":
        NUMPY_2_4 [always(&DRAWN, at(GENERATOR, "Generator.choice", "with nogil", 954)), TAKEN] "From 5 million elements on it draws by another loop, which releases the GIL too (line 968). Give each thread its own generator: threads that share one take turns at its lock.";
}
