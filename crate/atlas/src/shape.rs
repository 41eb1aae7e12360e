//! Shapes of arrays as people write them: `N`, `MxN`, `KxMxN`.
//!
//! Invariant: a length is from 1 to [`LONGEST`], so what is computed from a shape is never about nothing; products stop
//! at `u64::MAX`.

/// The lengths of an array's dimensions; none for a single number.
pub type Shape = Vec<u64>;

/// The longest dimension, a million million.
pub const LONGEST: u64 = 1_000_000_000_000;
/// NumPy allows more (`NPY_MAXDIMS`); nobody writes them here.
const DIMENSIONS: usize = 8;

/// Reads `2000000`, `20x2000000`, `500×10×10` and Python's `(500, 10, 10)`, with a comma after it or not.
///
/// # Errors
/// Names what is wrong with the text, the bound and the fix.
pub fn parse(text: &str) -> Result<Shape, String> {
    let text = text.trim().strip_suffix(',').unwrap_or(text);
    let tuple = text.trim().strip_prefix('(').and_then(|inside| inside.strip_suffix(')'));
    let lengths: Vec<&str> = match tuple {
        // Python's tuple of one ends in a comma.
        Some(inside) => inside.strip_suffix(',').unwrap_or(inside).split(',').map(str::trim).collect(),
        None => text.split(['x', 'X', '×']).map(str::trim).collect(),
    };
    if lengths.len() > DIMENSIONS {
        return Err(format!("{text:?} has {} dimensions; write at most {DIMENSIONS}", lengths.len()));
    }
    let length = |length: &&str| match length.parse() {
        Ok(length @ 1..=LONGEST) => Ok(length),
        _ => {
            Err(format!("{text:?} isn't a shape; write lengths from 1 to {LONGEST}, such as 1000, 20x30 or 500x10x10"))
        }
    };
    lengths.iter().map(length).collect()
}

/// Several with spaces between.
///
/// # Errors
/// As `parse`.
pub fn parse_all(text: &str) -> Result<Vec<Shape>, String> {
    let mut inside = false;
    let parts = text.split(|letter: char| {
        inside = letter == '(' || inside && letter != ')';
        letter.is_whitespace() && !inside
    });
    parts.filter(|part| !part.is_empty()).map(parse).collect()
}

/// The same text back.
pub fn text(shape: &[u64]) -> String {
    shape.iter().map(u64::to_string).collect::<Vec<_>>().join("x")
}

/// How many elements; one for a single number.
pub fn product(shape: &[u64]) -> u64 {
    shape.iter().fold(1, |product, &length| product.saturating_mul(length))
}

/// The shape that both stretch to (NumPy's broadcasting).
pub(crate) fn broadcast(a: &[u64], b: &[u64]) -> Result<Shape, String> {
    let length = |shape: &[u64], back: usize| shape.len().checked_sub(back + 1).map_or(1, |index| shape[index]);
    let stretched = (0..a.len().max(b.len())).rev().map(|back| match (length(a, back), length(b, back)) {
        (1, length) | (length, 1) => Ok(length),
        (a_long, b_long) if a_long == b_long => Ok(a_long),
        (a_long, b_long) => Err(format!("{} and {} don't go together: {a_long} against {b_long}", text(a), text(b))),
    });
    stretched.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_is_read_as_it_is_written() {
        for text in ["1", "2000000", "20x2000000", "500x10x10"] {
            assert_eq!(super::text(&parse(text).unwrap()), text);
        }
        assert_eq!(parse("3×4").unwrap(), [3, 4]);
        assert_eq!(parse_all("1500×1500, 1500").unwrap(), [vec![1500, 1500], vec![1500]]);
        assert_eq!(parse_all("400, (3, 4), (5,)").unwrap(), [vec![400], vec![3, 4], vec![5]]);
        assert_eq!(parse_all("(3, 4) (5,)").unwrap(), [vec![3, 4], vec![5]]);
        assert_eq!(parse_all(" 20x30  30 ").unwrap(), [vec![20, 30], vec![30]]);
        assert_eq!(parse_all("").unwrap(), [] as [Shape; 0]);
    }

    #[test]
    fn what_is_no_shape_is_told_with_the_bound() {
        for text in ["", "x", "3x", "0", "-1", "1.5", "a", "1000000000001", "1x1x1x1x1x1x1x1x1", "(3", "()", "3,4"] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(&format!("{text:?}")) && error.contains("write"), "{error}");
        }
    }

    #[test]
    fn shapes_stretch_as_numpys_do() {
        assert_eq!(broadcast(&[2000, 2000], &[2000]).unwrap(), [2000, 2000]);
        assert_eq!(broadcast(&[5, 1], &[1, 7]).unwrap(), [5, 7]);
        assert_eq!(broadcast(&[], &[3]).unwrap(), [3]);
        assert!(broadcast(&[2, 3], &[4]).unwrap_err().contains("3 against 4"));
    }

    #[test]
    fn no_product_overflows() {
        assert_eq!(product(&[LONGEST; 8]), u64::MAX);
        assert_eq!(product(&[]), 1);
    }
}
