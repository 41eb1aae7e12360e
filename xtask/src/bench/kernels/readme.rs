//! The README's tables of the kernels, from the JSON of a run.
//!
//! Invariant: every number is a median of that run and carries its machine and date; what is missing is a dash.

use serde_json::Value;

use super::kernels;

/// Heading, then what is asked of the rows: `{}` is the kernel.
const COLUMNS: [(&str, &str, &str, &str); 9] = [
    ("n = 256, ms", "{} 256", "chromium", "ms"),
    ("÷ native", "{} 256", "both", "wasm ÷ native"),
    ("÷ best native library", "{} 256", "both", "wasm ÷ best native library"),
    ("÷ nalgebra", "{} 256", "chromium", "auto ÷ nalgebra"),
    ("÷ ml-matrix", "{} 256", "chromium", "ours ÷ ml-matrix"),
    ("÷ eigen", "{} 256", "chromium", "ours ÷ eigen"),
    ("÷ faer", "{} 256", "chromium", "ours ÷ faer"),
    ("2 cores", "16 × {} 256 on 2", "chromium", "released ÷ serialized"),
    ("2 threads inside, n = 512", "{} 512 with 2 inside", "chromium", "inside-parallel ÷ sequential"),
];

/// Single figures below the table.
const SINGLES: [(&str, &str, &str, &str); 2] = [
    ("wasm ÷ native, geometric mean over all kernels and sizes", "all", "both", "wasm ÷ native"),
    ("matmul of 512, of the measured SIMD peak of one core", "matmul 512", "chromium", "of the SIMD peak"),
];

pub(in crate::bench) fn markdown(report: &Value, machine: &str) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let heads = [""].into_iter().chain(COLUMNS.map(|(head, ..)| head)).map(str::to_owned).collect();
    let rule = format!("|---|{}\n", "---:|".repeat(COLUMNS.len()));
    let body = kernels().into_iter().map(|kernel| {
        let cells = COLUMNS.map(|(_, what, place, unit)| value(report, &what.replace("{}", kernel), place, unit));
        line([format!("`{kernel}`")].into_iter().chain(cells).collect())
    });
    let singles = SINGLES.map(|(text, what, place, unit)| format!("- {text}: {}\n", value(report, what, place, unit)));
    format!("{machine}\n\n{}{rule}{}\n{}", line(heads), body.collect::<String>(), singles.concat())
}

fn value(report: &Value, what: &str, place: &str, unit: &str) -> String {
    let mut rows = report["rows"].as_array().into_iter().flatten();
    let found = rows.find(|row| row["what"] == what && row["where"] == place && row["unit"] == unit);
    found.and_then(|row| row["value"].as_f64()).map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_cell_is_the_row_of_its_kernel_and_unit_and_else_a_dash() {
        let row = json!({"what": "qr 256", "where": "both", "unit": "wasm ÷ native", "value": 1.234});
        let table = markdown(&json!({ "rows": [row] }), "a machine");
        assert!(table.starts_with("a machine\n"));
        assert!(table.contains("| `qr` | – | 1.23 | – |"), "{table}");
        assert!(table.contains("| `lu` | – | – | – |"), "{table}");
    }
}
