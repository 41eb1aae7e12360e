//! NumPy's generalized ufuncs and the number that decides whether they release the GIL: how many elements come out.
//!
//! Invariant: the signatures are those of `umath_linalg.cpp` (`gufunc_descriptors`) and of `generate_umath.py`
//! (`matmul`, `vecdot`, `matvec`, `vecmat`); a letter or word is a dimension, one with `?` may be missing. Every product
//! stops at `u64::MAX`.

use crate::dimensions::{self, Bound};
use crate::shape::{Shape, product};

/// By the name in the sources; p is min(m, n).
#[rustfmt::skip]
const SIGNATURES: [(&str, &str); 20] = [
    ("det", "(m,m)->()"),
    ("slogdet", "(m,m)->(),()"),
    ("solve1", "(m,m),(m)->(m)"),
    ("solve", "(m,m),(m,n)->(m,n)"),
    ("inv", "(m,m)->(m,m)"),
    ("cholesky_lo", "(m,m)->(m,m)"),
    ("eigvals", "(m,m)->(m)"),
    ("eigvalsh_lo", "(m,m)->(m)"),
    ("eig", "(m,m)->(m),(m,m)"),
    ("eigh_lo", "(m,m)->(m),(m,m)"),
    ("svd", "(m,n)->(p)"),
    ("svd_s", "(m,n)->(m,p),(p),(p,n)"),
    ("svd_f", "(m,n)->(m,m),(p),(n,n)"),
    ("qr_r_raw", "(m,n)->(p)"),
    ("qr_reduced", "(m,n),(k)->(m,k)"),
    ("lstsq", "(m,n),(m,nrhs),()->(n,nrhs),(nrhs),(),(p)"),
    ("matmul", "(n?,k),(k,m?)->(n?,m?)"),
    ("vecdot", "(n),(n)->()"),
    ("matvec", "(m,n),(n)->(m)"),
    ("vecmat", "(n),(n,m)->(m)"),
];

/// Every signature once more, for who compares them with the sources.
pub fn signatures() -> impl Iterator<Item = &'static str> {
    SIGNATURES.iter().map(|(_, signature)| *signature)
}

/// The signature of a gufunc by its name in the sources.
pub fn signature(name: &str) -> Option<&'static str> {
    SIGNATURES.iter().find(|(known, _)| *known == name).map(|(_, signature)| *signature)
}

/// How many arrays a gufunc takes.
pub(crate) fn inputs(name: &str) -> usize {
    let inputs = signature(name).and_then(|signature| signature.split_once("->"));
    inputs.map_or(0, |(inputs, _)| inputs.matches('(').count())
}

/// How many elements the outputs of a signature have, multiplied over all outputs, for one problem of these dimensions
/// (`total_problem_size` in `ufunc_object.c`: the iterator walks over every output's own dimensions).
pub fn outputs(signature: &str, length: impl Fn(&str) -> u64) -> u64 {
    let (_, outputs) = signature.split_once("->").unwrap_or_default();
    let dimensions = outputs.split([',', '(', ')']).filter(|dimension| !dimension.is_empty());
    dimensions.fold(1, |product, dimension| product.saturating_mul(length(dimension)))
}

/// What NumPy compares with the threshold, for operands of these shapes; an error when they don't fit the signature.
pub(crate) fn problem_size(signature: &str, operands: &[Shape]) -> Result<u64, String> {
    let (inputs, _) = signature.split_once("->").unwrap_or_default();
    let mut bound = Bound::default();
    for (names, shape) in dimensions::inputs(inputs).zip(operands) {
        bound.take([&["..."], &names[..]].concat(), shape)?;
    }
    let length = |dimension: &str| match dimension {
        "p" => bound.length("p").or_else(|| Some(bound.length("m")?.min(bound.length("n")?))).unwrap_or(1),
        // What was missing counts as one.
        dimension => bound.length(dimension).unwrap_or(1),
    };
    Ok(outputs(signature, length).saturating_mul(product(&bound.batch)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(name: &str, operands: &[&[u64]]) -> Result<u64, String> {
        let operands: Vec<Shape> = operands.iter().map(|shape| shape.to_vec()).collect();
        problem_size(signature(name).unwrap(), &operands)
    }

    #[test]
    fn what_comes_out_counts_and_what_is_summed_over_does_not() {
        assert_eq!(size("det", &[&[1500, 1500]]), Ok(1));
        assert_eq!(size("det", &[&[501, 3, 3]]), Ok(501));
        assert_eq!(size("inv", &[&[22, 22]]), Ok(484));
        assert_eq!(size("svd", &[&[30_000, 500]]), Ok(500));
        assert_eq!(size("svd_f", &[&[3, 2]]), Ok(9 * 2 * 4));
        assert_eq!(size("lstsq", &[&[400_000, 22], &[400_000, 1]]), Ok(22 * 22));
        assert_eq!(size("matmul", &[&[20, 2_000_000], &[2_000_000, 20]]), Ok(400));
    }

    #[test]
    fn a_dimension_that_may_be_missing_counts_once_and_batches_stretch() {
        assert_eq!(size("matmul", &[&[9], &[9]]), Ok(1));
        assert_eq!(size("matmul", &[&[501, 9], &[9]]), Ok(501));
        assert_eq!(size("matmul", &[&[9], &[9, 7]]), Ok(7));
        assert_eq!(size("matmul", &[&[5, 1, 2, 9], &[4, 9, 3]]), Ok(5 * 4 * 2 * 3));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(size("det", &[&[3, 4]]).unwrap_err().contains("3 in one place and 4"));
        assert!(size("det", &[&[3]]).unwrap_err().contains("needs at least 2"));
        assert!(size("matmul", &[&[2, 3], &[4, 5]]).is_err());
        assert!(size("inv", &[&[2, 3, 3], &[1]]).is_ok(), "more operands than inputs are the caller's business");
    }
}
