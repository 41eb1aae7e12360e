//! NumPy's generalized ufuncs and the one number that decides whether they let go: how many elements come out.
//!
//! Invariant: the signatures are those of `umath_linalg.cpp` (`gufunc_descriptors`) and of `generate_umath.py`
//! (`matmul`, `vecdot`, `matvec`, `vecmat`); a letter or word is a dimension, one with `?` may be missing. Every product
//! stops at `u64::MAX`.

use crate::shape::{self, Shape, broadcast, product};

/// `NPY_BEGIN_THREADS_THRESHOLDED(n)` releases when `n` is above this (`ndarraytypes.h`).
pub const THRESHOLD: u64 = 500;

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
    let mut lengths: Vec<(&str, u64)> = Vec::new();
    let mut batch = Shape::new();
    for (input, shape) in inputs.trim_matches(['(', ')']).split("),(").zip(operands) {
        let mut core: Vec<&str> = input.split(',').filter(|dimension| !dimension.is_empty()).collect();
        // A vector has no dimension that may be missing.
        if shape.len() < core.len() {
            core.retain(|dimension| !dimension.ends_with('?'));
        }
        let outer = shape.len().checked_sub(core.len()).ok_or_else(|| {
            format!(
                "{} has {} dimensions, but ({input}) wants {} at least",
                shape::text(shape),
                shape.len(),
                core.len()
            )
        })?;
        for (dimension, &length) in core.iter().zip(&shape[outer..]) {
            match lengths.iter().find(|(known, _)| known == dimension) {
                Some(&(_, known)) if known != length => {
                    return Err(format!("{dimension} is {known} in one place and {length} in another"));
                }
                Some(_) => {}
                None => lengths.push((dimension, length)),
            }
        }
        batch = broadcast(&batch, &shape[..outer])?;
    }
    let length = |dimension: &str| {
        let of = |dimension: &str| lengths.iter().find(|(known, _)| *known == dimension).map(|&(_, length)| length);
        match dimension {
            "p" => of("p").or_else(|| Some(of("m")?.min(of("n")?))).unwrap_or(1),
            // What was missing counts as one.
            dimension => of(dimension).unwrap_or(1),
        }
    };
    Ok(outputs(signature, length).saturating_mul(product(&batch)))
}
