//! The element types that rows are measured with.
//!
//! Invariant: a name is NumPy's own, and what has no row here is in no answer.

/// As NumPy names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dtype {
    /// Doubles, what everything else defaults to.
    Float64,
    /// Singles.
    Float32,
    /// Pairs of doubles.
    Complex128,
    /// Machine integers.
    Int64,
    /// References to Python objects.
    Object,
    /// Text of a fixed width, as in `dtype='<U8'`.
    Str,
}

/// Each with its name and its bytes an element; text is counted with eight letters.
#[rustfmt::skip]
const NAMES: [(Dtype, &str, u64); 6] = [
    (Dtype::Float64, "float64", 8), (Dtype::Float32, "float32", 4), (Dtype::Complex128, "complex128", 16),
    (Dtype::Int64, "int64", 8), (Dtype::Object, "object", 8), (Dtype::Str, "str", 32),
];

impl Dtype {
    /// Its name in NumPy.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(dtype, ..)| *dtype == self).map_or("", |(_, name, _)| name)
    }

    pub(crate) fn bytes(self) -> u64 {
        NAMES.iter().find(|(dtype, ..)| *dtype == self).map_or(8, |(.., bytes)| *bytes)
    }

    /// The type of that name.
    ///
    /// # Errors
    /// Lists the names that are known.
    pub fn parse(text: &str) -> Result<Self, String> {
        let known = NAMES.iter().find(|(_, name, _)| *name == text).map(|(dtype, ..)| *dtype);
        known.ok_or_else(|| {
            let names = NAMES.map(|(_, name, _)| name).join(", ");
            format!("dtype {text:?} is not in the atlas: use one of {names}")
        })
    }
}
