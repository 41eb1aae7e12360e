//! Inputs of extreme scale are brought near 1 and their results back, as LAPACK's own drivers do (`dgesdd`, `dsyev`):
//! a square of 1e-200 is zero and one of 1e200 infinite, so lengths and rotations would be lost half-way.

use super::dense::{largest, share};
use super::{Alone, Array, Failure, Team};
use std::sync::{Mutex, PoisonError};

/// Exponents within ±this need nothing: fourth powers, and sums of a million of them, are doubles.
const MODERATE: i32 = 200;
/// The exponent of the smallest double that has all its digits.
const NORMAL: i32 = -1022;

/// Binary exponents, and the arrays divided by 2^them.
type Scaled = (Vec<i32>, Vec<Array>);

/// How many entries a member of a team looks through at a time.
const STRETCH: usize = 1 << 14;

/// The largest absolute value; NaN where an entry is NaN or infinite.
pub(super) fn size(array: &Array, team: &dyn Team) -> f64 {
    let entries = array.as_slice();
    if entries.len() <= STRETCH {
        return largest(entries);
    }
    let size = Mutex::new(0.0);
    share(team, entries.chunks(STRETCH), |stretch| {
        let found = largest(stretch);
        let mut size = size.lock().unwrap_or_else(PoisonError::into_inner);
        if found.is_nan() || found > *size {
            *size = found;
        }
    });
    size.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// If an input is of extreme scale: all with their exponents, which are even, so that there is a half.
///
/// # Errors
/// `NotFinite` if an entry is NaN or infinite.
pub(super) fn moderate(inputs: &[Array], team: &dyn Team) -> Result<Option<Scaled>, Failure> {
    let mut extreme = false;
    for input in inputs {
        let size = size(input, team);
        if size.is_nan() {
            return Err(Failure::NotFinite);
        }
        extreme |= exponent(size).abs() > MODERATE;
    }
    if !extreme {
        return Ok(None);
    }
    let exponents: Vec<i32> = inputs.iter().map(|input| exponent(size(input, &Alone))).collect();
    let mut scaled = inputs.to_vec();
    for (array, exponent) in scaled.iter_mut().zip(&exponents) {
        times_power(array, -exponent);
    }
    Ok(Some((exponents, scaled)))
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

fn exponent(size: f64) -> i32 {
    if size == 0.0 { 0 } else { (size.log2() / 2.0).floor() as i32 * 2 }
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
