//! Where rule and measurement disagree, and why.
//!
//! Invariant: a test compares this list with the rows: what is not here agrees, and what is here does not.

/// Call, shapes, dtype and the reason.
pub(crate) const TABLE: &[(&str, &str, &str, &str)] = &[
    (
        "numpy.histogram(a, bins=50)",
        "500000",
        "float64",
        "its blocks of 65536 elements go through short calls of some 50 µs, and another thread takes about as long to wake",
    ),
    (
        "scipy.sparse.linalg.gmres(a, b)",
        "60000x60000 60000",
        "float64",
        "between its products it releases the GIL hundreds of times for some 10 µs, and each time another thread needs some 30 µs to start",
    ),
    (
        "scipy.sparse.linalg.eigsh(a, k=6)",
        "3000x3000",
        "float64",
        "each of the 255 products with this thin matrix takes 11 µs, less than another thread takes to wake up; with ten times as much in each row they are most of the work",
    ),
    (
        "scipy.sparse.linalg.svds(a, k=6)",
        "3000x3000",
        "float64",
        "each of the 478 products with this thin matrix takes 7 to 9 µs, less than another thread takes to wake up",
    ),
    (
        "scipy.interpolate.CubicSpline(a, b)",
        "50000 50000",
        "float64",
        "NumPy's part is made of calls of 10 to 40 µs, and another thread takes some 30 µs to wake up; with 500000 points half of the work is free",
    ),
];

/// Why this row is not as the rule says.
pub(crate) fn reason(call: &str, shapes: &str, dtype: &str) -> Option<&'static str> {
    let row = TABLE.iter().find(|row| (row.0, row.1, row.2) == (call, shapes, dtype));
    row.map(|row| row.3)
}
