//! Other names of the atlas' functions, and names of functions that go the way of one of them.
//!
//! Invariant: what stands here has no rows of its own; `Like` is said only of functions that run through the same loop
//! or routine of the source, so that the same rule decides.

/// How a name goes with the function that answers for it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Another name of it.
    Same,
    /// Another function that takes the same way.
    Like,
}

use Kind::{Like, Same};

/// The function that answers, how the names go with it, what they begin with, and their ends.
const TABLE: &[(&str, Kind, &str, &str)] = &[
    (
        "numpy.exp",
        Like,
        "numpy.",
        "negative positive absolute abs fabs sign log log2 log10 log1p exp2 expm1 cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh square cbrt reciprocal floor ceil trunc rint isnan isfinite isinf logical_not invert deg2rad rad2deg degrees radians signbit conjugate conj",
    ),
    (
        "numpy.add",
        Like,
        "numpy.",
        "subtract multiply divide true_divide minimum fmax fmin mod remainder fmod hypot arctan2 greater less_equal greater_equal not_equal logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor left_shift right_shift copysign logaddexp gcd lcm",
    ),
    ("numpy.max", Like, "numpy.", "min amin amax"),
    ("numpy.all", Like, "numpy.", "any"),
    ("numpy.std", Like, "numpy.", "var"),
    ("numpy.cumsum", Like, "numpy.", "cumprod"),
    ("numpy.argmax", Like, "numpy.", "argmin"),
    ("numpy.ones", Like, "numpy.", "full"),
    ("numpy.array", Like, "numpy.", "asarray"),
    ("numpy.concatenate", Same, "numpy.", "concat"),
    ("numpy.concatenate", Like, "numpy.", "vstack stack"),
    ("numpy.save", Like, "numpy.", "savez ndarray.tofile"),
    ("numpy.linalg.vecdot", Same, "numpy.", "vecdot"),
    ("numpy.matmul", Same, "numpy.linalg.", "matmul"),
    ("numpy.outer", Like, "numpy.linalg.", "outer"),
    ("numpy.cross", Like, "numpy.linalg.", "cross"),
    ("numpy.tensordot", Same, "numpy.linalg.", "tensordot"),
    ("numpy.fft.fft", Like, "numpy.fft.", "ifft"),
    ("numpy.fft.fft2", Like, "numpy.fft.", "ifft2 fftn ifftn"),
    ("numpy.random.random", Same, "numpy.random.", "random_sample ranf sample rand"),
    ("numpy.random.standard_normal", Same, "numpy.random.", "randn"),
    (
        "numpy.random.standard_normal",
        Like,
        "numpy.random.",
        "normal uniform exponential gamma beta chisquare laplace logistic lognormal weibull",
    ),
    ("numpy.random.permutation", Like, "numpy.random.", "shuffle"),
    (
        "numpy.random.Generator.gamma",
        Like,
        "numpy.random.Generator.",
        "normal uniform beta chisquare laplace logistic lognormal weibull",
    ),
    ("numpy.random.Generator.permutation", Like, "numpy.random.Generator.", "shuffle permuted"),
    ("scipy.linalg.cholesky", Like, "scipy.linalg.", "cho_factor"),
    ("scipy.fft.fft", Like, "scipy.fft.", "ifft fft2 ifft2 fftn ifftn"),
    ("scipy.fft.rfft2", Like, "scipy.fft.", "rfft rfftn"),
    ("scipy.fft.dct", Like, "scipy.fft.", "idct dctn idctn"),
    ("scipy.ndimage.gaussian_filter", Like, "scipy.ndimage.", "gaussian_filter1d correlate1d convolve1d"),
    ("scipy.ndimage.sobel", Like, "scipy.ndimage.", "prewitt"),
    ("scipy.ndimage.median_filter", Like, "scipy.ndimage.", "rank_filter percentile_filter"),
    ("scipy.ndimage.rotate", Like, "scipy.ndimage.", "map_coordinates"),
    ("scipy.ndimage.binary_dilation", Like, "scipy.ndimage.", "binary_erosion"),
    ("scipy.spatial.cKDTree", Same, "scipy.spatial.", "KDTree"),
    ("scipy.spatial.cKDTree.query", Same, "scipy.spatial.KDTree.", "query"),
    ("scipy.spatial.cKDTree.query_ball_point", Same, "scipy.spatial.KDTree.", "query_ball_point"),
    (
        "scipy.special.erf",
        Like,
        "scipy.special.",
        "expit logit log_expit erfc erfcx erfinv erfcinv ndtr ndtri log_ndtr gammaln loggamma rgamma digamma psi j0 j1 y0 y1 i0 i1 k0 k1 i0e i1e exp1 expi ellipk ellipe cbrt exp10 entr log1p expm1 spence dawsn",
    ),
    ("scipy.special.jv", Like, "scipy.special.", "yv iv kv"),
    (
        "scipy.optimize.minimize",
        Like,
        "scipy.optimize.",
        "basinhopping differential_evolution dual_annealing shgo fmin fmin_bfgs minimize_scalar",
    ),
    ("scipy.optimize.root", Like, "scipy.optimize.", "fsolve"),
    ("scipy.optimize.brentq", Like, "scipy.optimize.", "brenth bisect ridder"),
    ("scipy.optimize.curve_fit", Like, "scipy.optimize.", "leastsq least_squares"),
    ("scipy.integrate.quad", Like, "scipy.integrate.", "dblquad tplquad nquad"),
    ("scipy.integrate.simpson", Like, "scipy.integrate.", "trapezoid"),
];

/// What Python's operators call, of dense arrays first.
const OPERATORS: &[(&str, &[&str])] = &[
    ("@", &["numpy.matmul", "scipy.sparse.csr_array.__matmul__"]),
    ("**", &["numpy.power"]),
    ("//", &["numpy.floor_divide"]),
    ("==", &["numpy.equal"]),
    ("<=", &["numpy.less_equal"]),
    (">=", &["numpy.greater_equal"]),
    ("!=", &["numpy.not_equal"]),
    ("<", &["numpy.less"]),
    (">", &["numpy.greater"]),
    ("+", &["numpy.add", "scipy.sparse.csr_array.__add__"]),
    // A hyphen without spaces stands in words.
    (" - ", &["numpy.subtract"]),
    ("*", &["numpy.multiply"]),
    ("/", &["numpy.divide"]),
    ("%", &["numpy.remainder"]),
];

/// The function that answers for a name that is not its own.
pub(crate) fn answers_for(name: &str) -> Option<(&'static str, Kind)> {
    let of = |(_, _, prefix, ends): &&(&str, Kind, &str, &str)| {
        name.strip_prefix(prefix).is_some_and(|end| ends.split(' ').any(|known| known == end))
    };
    TABLE.iter().find(of).map(|(function, kind, ..)| (*function, *kind))
}

/// All names of the table that end so.
pub(crate) fn ending(end: &str) -> impl Iterator<Item = String> {
    let names = TABLE.iter().flat_map(|(_, _, prefix, ends)| ends.split(' ').map(move |known| (prefix, known)));
    names.filter(move |(_, known)| *known == end).map(|(prefix, known)| format!("{prefix}{known}"))
}

/// The names that an expression of two operands, `a @ b`, calls.
pub(crate) fn operator(text: &str) -> Option<&'static [&'static str]> {
    let operand = |text: &str| {
        let text = text.trim();
        !text.is_empty()
            && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "_.[]() ".contains(letter))
            && text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_' || letter == '(')
    };
    let split =
        |symbol: &str| text.split_once(symbol).is_some_and(|(a, b)| operand(a) && operand(b.trim_end_matches('=')));
    OPERATORS.iter().find(|(symbol, _)| split(symbol)).map(|(_, names)| *names)
}

/// `np` and `sp` are what everybody calls them.
pub(crate) fn full(name: &str) -> String {
    let packages = [("np.", "numpy."), ("sp.", "scipy."), ("scipy.sparse.csr_matrix.", "scipy.sparse.csr_array.")];
    let long = packages.iter().find_map(|(short, long)| Some((long, name.strip_prefix(short)?)));
    long.map_or_else(|| name.to_owned(), |(long, rest)| format!("{long}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions;

    #[test]
    fn what_answers_is_in_the_atlas_and_what_it_answers_for_is_not() {
        for (function, _, prefix, ends) in TABLE {
            assert!(functions::all().any(|known| known.name == *function), "{function}");
            for end in ends.split(' ') {
                let name = format!("{prefix}{end}");
                assert!(functions::all().all(|known| known.name != name), "{name} has rows of its own");
                assert!(answers_for(&name).is_some(), "{name}");
            }
        }
        for name in OPERATORS.iter().flat_map(|(_, names)| *names) {
            assert!(functions::all().any(|known| known.name == *name) || answers_for(name).is_some(), "{name}");
        }
    }
}
