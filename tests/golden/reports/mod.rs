//! Three Scenarios and the Report that `simulate` answers each with, to the byte, on every platform.
//!
//! Invariant: the Reports are what the simulator wrote; `UPDATE_GOLDEN=1 cargo test --test simulator golden` writes them.

use gil_playground::Report;

/// A name, the Scenario's JSON and the Report's as [`written`].
pub(crate) struct Golden {
    pub(crate) name: &'static str,
    pub(crate) scenario: &'static str,
    pub(crate) report: &'static str,
}

macro_rules! golden {
    ($($name:literal),*) => {
        [$(Golden {
            name: $name,
            scenario: include_str!(concat!($name, ".scenario.json")),
            report: include_str!(concat!($name, ".report.json")),
        }),*]
    };
}

pub(crate) const REPORTS: [Golden; 3] = golden!["ticks", "crowded", "interpreters"];

/// The Report's JSON with a line a span, so that a difference can be read. The version belongs to the release, not here.
pub(crate) fn written(report: &Report) -> String {
    let version = format!(r#""version":"{}""#, env!("CARGO_PKG_VERSION"));
    report.to_json().replace(&version, r#""version":"""#).replace("},{", "},\n{") + "\n"
}

/// The first lines that differ, or nothing.
pub(crate) fn difference(golden: &str, report: &str) -> Option<String> {
    let line = golden.lines().zip(report.lines()).position(|(golden, report)| golden != report);
    let line = line.unwrap_or_else(|| golden.lines().count().min(report.lines().count()));
    let shown = |text: &str| text.lines().nth(line).unwrap_or("its end").to_owned();
    (golden != report).then(|| format!("line {}: {} is now {}", line + 1, shown(golden), shown(report)))
}
