//! Inputs of extreme scale are brought near 1 and their results back, as LAPACK's own drivers do (`dgesdd`, `dsyev`):
//! a square of 1e-200 is zero and one of 1e200 infinite, so lengths and rotations would be lost half-way.

use super::Array;

/// Exponents within ±this need nothing: fourth powers, and sums of a million of them, are doubles.
const MODERATE: i32 = 200;
/// The exponent of the smallest double that has all its digits.
const NORMAL: i32 = -1022;

/// If an input is of extreme scale: each input's exponent, even so that it has a half, and the inputs divided by 2^it.
pub(super) fn moderate(inputs: &[Array]) -> Option<(Vec<i32>, Vec<Array>)> {
    if inputs.iter().all(|input| exponent(input).abs() <= MODERATE) {
        return None;
    }
    let exponents: Vec<i32> = inputs.iter().map(exponent).collect();
    let mut scaled = inputs.to_vec();
    for (array, exponent) in scaled.iter_mut().zip(&exponents) {
        times_power(array, -exponent);
    }
    Some((exponents, scaled))
}

/// Multiplies each array by 2^its exponent.
pub(super) fn multiply(arrays: &mut [Array], exponents: [i32; 4]) {
    for (array, exponent) in arrays.iter_mut().zip(exponents) {
        times_power(array, exponent);
    }
}

/// How many times coarser than ε the numbers are that were read or written with these exponents: below the normal range
/// a double loses a digit with each power of two.
pub(super) fn coarseness(inputs: &[i32], outputs: &[i32]) -> f64 {
    let lowest = inputs.iter().chain(outputs).min().copied().unwrap_or(0);
    // Entries are a little smaller than the largest of their array, which the exponent is of.
    2f64.powi((NORMAL + 2 - lowest).clamp(0, 52))
}

fn exponent(array: &Array) -> i32 {
    let largest = array.amax();
    if largest == 0.0 { 0 } else { (largest.log2() / 2.0).floor() as i32 * 2 }
}

/// In steps that are doubles themselves; exact as long as the entries keep their digits.
fn times_power(array: &mut Array, exponent: i32) {
    // Beyond this any double is zero or infinite.
    let mut left = exponent.clamp(-2200, 2200);
    while left != 0 {
        let step = left.clamp(-1000, 1000);
        *array *= 2f64.powi(step);
        left -= step;
    }
}
