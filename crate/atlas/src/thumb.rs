//! Rules of thumb: which calls release the GIL, in ten lines, and what to do about those that don't.
//!
//! Invariant: every line cites rows, and a test asks each of them: the rule says so, and where the version was measured
//! the measurement of just these shapes says so too.

use crate::list::Era;
use crate::rule::Verdict;
use serde::Serialize;

/// A line.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Thumb {
    /// What it is.
    pub kind: Kind,
    /// What to remember.
    pub words: &'static str,
    /// What to search for to see its rows.
    pub search: &'static str,
    /// What it stands on.
    pub cites: &'static [Cite],
}

/// Knowing or doing.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "ThumbKind"))]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// What calls do.
    Rule,
    /// What a reader can do.
    Remedy,
}

/// A row, and what the line says of it.
#[derive(Clone, Copy, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Cite {
    /// The call.
    pub call: &'static str,
    /// The shapes of its arrays, spaces between.
    pub shapes: &'static str,
    /// Of the elements.
    pub dtype: &'static str,
    /// Whose NumPy.
    pub era: Era,
    /// What it does.
    pub verdict: Verdict,
}

const fn cite(call: &'static str, shapes: &'static str, verdict: Verdict) -> Cite {
    Cite { call, shapes, dtype: "float64", era: Era::Today, verdict }
}

const fn of(dtype: &'static str, cite: Cite) -> Cite {
    Cite { dtype, ..cite }
}

const fn then(cite: Cite) -> Cite {
    Cite { era: Era::Python27, ..cite }
}

use Kind::{Remedy, Rule};
use Verdict::{Holds, Mixed, Releases};

/// In the order in which a reader needs them.
pub const TABLE: [Thumb; 16] = [
    Thumb {
        kind: Rule,
        words: "Arithmetic, functions and sums of numbers release, from 501 elements on.",
        search: "numpy.add",
        cites: &[
            cite("numpy.add(a, b)", "500 500", Holds),
            cite("numpy.add(a, b)", "501 501", Releases),
            cite("numpy.exp(a)", "1000000", Releases),
            cite("numpy.sum(a)", "500", Holds),
            cite("numpy.sum(a)", "10000000", Releases),
        ],
    },
    Thumb {
        kind: Rule,
        words: "Sorting, transforms, random numbers, copies and binary files release; text files don't.",
        search: "numpy.sort",
        cites: &[
            cite("numpy.sort(a)", "500", Releases),
            cite("numpy.fft.fft(a)", "524288", Releases),
            cite("rng.random(size)", "2000000", Releases),
            cite("numpy.copy(a)", "5000000", Releases),
            cite("numpy.save(folder + '/a.npy', a)", "2000000", Releases),
            cite("numpy.loadtxt(folder + '/a.txt')", "50000", Holds),
        ],
    },
    Thumb {
        kind: Rule,
        words: "Calls that make or read Python objects never release: dtype=object, lists, tolist, vectorize.",
        search: "object",
        cites: &[
            of("object", cite("numpy.add(a, b)", "300000 300000", Holds)),
            of("object", cite("numpy.sort(a)", "50000", Holds)),
            cite("a.tolist()", "500000", Holds),
            cite("numpy.array(a)", "300000", Holds),
            cite("numpy.vectorize(function)(a)", "100000", Holds),
        ],
    },
    Thumb {
        kind: Rule,
        words: "Calls that call back into your Python function don't release either: optimisers, integrators, generic filters.",
        search: "function",
        cites: &[
            cite("scipy.optimize.minimize(function, a)", "50", Holds),
            cite("scipy.integrate.quad(function, 0, 100, limit=200)", "", Holds),
            cite("scipy.ndimage.generic_filter(a, function, 3)", "200x200", Holds),
        ],
    },
    Thumb {
        kind: Rule,
        words: "numpy.linalg looks at the size of the output: inv releases from 23×23 on, eigvals above 500×500, a single det never.",
        search: "numpy.linalg",
        cites: &[
            cite("numpy.linalg.det(a)", "1500x1500", Holds),
            cite("numpy.linalg.inv(a)", "22x22", Holds),
            cite("numpy.linalg.inv(a)", "23x23", Releases),
            cite("numpy.linalg.eigvals(a)", "500x500", Holds),
            cite("numpy.linalg.eigvals(a)", "510x510", Releases),
            cite("numpy.linalg.qr(a)", "400x400", Mixed),
        ],
    },
    Thumb {
        kind: Rule,
        words: "matmul (the @ operator) looks at the size of the output too; numpy.dot always releases.",
        search: "numpy.matmul",
        cites: &[
            cite("numpy.matmul(a, b)", "20x2000000 2000000x20", Holds),
            cite("numpy.matmul(a, b)", "700x700 700x700", Releases),
            cite("numpy.matmul(a, b)", "1500000 1500000", Holds),
            cite("numpy.dot(a, b)", "1500000 1500000", Releases),
            cite("numpy.dot(a, b)", "20x200000 200000x20", Releases),
        ],
    },
    Thumb {
        kind: Rule,
        words: "Most of scipy.linalg holds, where the same functions in numpy.linalg release; lu_factor, lu_solve and, up to SciPy 1.17, qr release.",
        search: "scipy.linalg",
        cites: &[
            cite("scipy.linalg.inv(a)", "300x300", Holds),
            cite("numpy.linalg.inv(a)", "300x300", Releases),
            cite("scipy.linalg.svd(a)", "300x300", Holds),
            cite("numpy.linalg.svd(a)", "300x300", Releases),
            cite("scipy.linalg.lu_factor(a)", "1000x1000", Releases),
            cite("scipy.linalg.qr(a)", "600x600", Releases),
        ],
    },
    Thumb {
        kind: Rule,
        words: "scipy.fft, most of signal, ndimage, spatial, special and sparse release; look a call up before you rely on it.",
        search: "scipy.ndimage",
        cites: &[
            cite("scipy.fft.fft(a)", "524288", Releases),
            cite("scipy.ndimage.gaussian_filter(a, 2)", "500x500", Releases),
            cite("scipy.spatial.cKDTree(a)", "50000x3", Releases),
            cite("a @ b", "40000x40000 40000", Releases),
            cite("scipy.signal.convolve2d(a, b)", "300x300 9x9", Holds),
            cite("scipy.cluster.vq.vq(a, b)", "50000x10 50x10", Holds),
        ],
    },
    Thumb {
        kind: Rule,
        words: "Released doesn't always mean parallel: MKL, OpenMP and OpenBLAS start their own threads inside a call, OpenBLAS behind \
                its own lock, and a NumPy built without a LAPACK runs lapack_lite behind a lock (LOCK_LAPACK_LITE).",
        search: "numpy.linalg.inv",
        cites: &[
            cite("numpy.linalg.inv(a)", "1500x1500", Releases),
            cite("numpy.dot(a, b)", "700x700 700x700", Releases),
        ],
    },
    Thumb {
        kind: Rule,
        words: "In Python 2.7 with NumPy 1.5.1 dot, arithmetic and sorting release, whatever the size; linalg, fft and random hold.",
        search: "",
        cites: &[
            then(cite("numpy.dot(a, b)", "20x200000 200000x20", Releases)),
            then(cite("numpy.add(a, b)", "500 500", Releases)),
            then(cite("numpy.sort(a)", "500", Releases)),
            then(cite("numpy.linalg.inv(a)", "1500x1500", Holds)),
            then(cite("numpy.fft.fft(a)", "524288", Holds)),
            then(cite("numpy.random.random(size)", "1000000", Holds)),
        ],
    },
    Thumb {
        kind: Remedy,
        words: "Batch: 501 or more matrices in one call release where a single one holds.",
        search: "numpy.linalg.det",
        cites: &[
            cite("numpy.linalg.det(a)", "500x100x100", Holds),
            cite("numpy.linalg.det(a)", "501x100x100", Releases),
        ],
    },
    Thumb {
        kind: Remedy,
        words: "Make the output larger: solve for more right-hand sides, or compute the vectors with the values.",
        search: "numpy.linalg.solve",
        cites: &[
            cite("numpy.linalg.solve(a, b)", "450x450 450", Holds),
            cite("numpy.linalg.solve(a, b)", "700x700 700x20", Releases),
            cite("numpy.linalg.svdvals(a)", "3000x200", Holds),
            cite("numpy.linalg.svd(a, full_matrices=False)", "1000x200", Releases),
        ],
    },
    Thumb {
        kind: Remedy,
        words: "Use the function that releases: numpy.linalg for scipy.linalg, lu_factor for lu, dot for @ of long vectors.",
        search: "scipy.linalg.lu",
        cites: &[
            cite("scipy.linalg.lu(a)", "700x700", Holds),
            cite("scipy.linalg.lu_factor(a)", "1000x1000", Releases),
            cite("numpy.dot(a, b)", "1500000 1500000", Releases),
        ],
    },
    Thumb {
        kind: Remedy,
        words: "Give each thread its own random generator, and limit the BLAS to one thread where yours fill the cores.",
        search: "rng",
        cites: &[
            cite("rng.standard_normal(size)", "1000000", Releases),
            cite("numpy.matmul(a, b)", "700x700 700x700", Releases),
        ],
    },
    Thumb {
        kind: Remedy,
        words: "For calls that hold: processes, which share no lock; sub-interpreters for pure Python, because NumPy doesn't support them.",
        search: "",
        cites: &[cite("numpy.vectorize(function)(a)", "100000", Holds)],
    },
    Thumb {
        kind: Remedy,
        words: "Or a free-threaded Python, where this table doesn't apply: there is no lock to release, unless an extension turns it on again.",
        search: "",
        cites: &[cite("scipy.linalg.inv(a)", "300x300", Holds)],
    },
];
