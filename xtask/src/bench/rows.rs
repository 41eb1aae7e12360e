//! Figures as data: what was measured where, its values, and what the project promises of it.
//!
//! Invariant: a figure is the median of its values and is shown with their spread; a promise is judged by that median.

use serde_json::{Value, json};

/// What a figure is to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Target {
    AtLeast(f64),
    AtMost(f64),
    Within(f64, f64),
}

#[derive(Debug)]
pub(super) struct Row {
    pub(super) what: String,
    pub(super) place: &'static str,
    pub(super) unit: String,
    pub(super) target: Option<Target>,
    /// One of each round; none where there is nothing to measure, which is as it should be.
    pub(super) values: Vec<f64>,
    pub(super) note: String,
}

impl Target {
    fn holds(self, value: f64) -> bool {
        match self {
            Self::AtLeast(bound) => value >= bound,
            Self::AtMost(bound) => value <= bound,
            Self::Within(low, high) => (low..=high).contains(&value),
        }
    }

    fn text(self) -> String {
        match self {
            Self::AtLeast(bound) => format!("≥ {bound}"),
            Self::AtMost(bound) => format!("≤ {bound}"),
            Self::Within(low, high) => format!("{low}–{high}"),
        }
    }
}

impl Row {
    /// Whether the promise is kept; nothing where there is none.
    pub(super) fn reached(&self) -> Option<bool> {
        let target = self.target?;
        Some(median(&self.values).is_none_or(|value| target.holds(value)))
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "what": self.what,
            "where": self.place,
            "value": median(&self.values),
            "spread": spread(&self.values),
            "rounds": self.values.len(),
            "unit": self.unit,
            "target": self.target.map(Target::text),
            "reached": self.reached(),
            "note": self.note,
        })
    }

    fn cells(&self) -> [String; 7] {
        let spread = spread(&self.values).map(|[low, high]| format!("{}–{}", digits(low), digits(high)));
        [
            self.what.clone(),
            self.place.to_owned(),
            median(&self.values).map_or("–".to_owned(), digits),
            spread.unwrap_or_default(),
            self.unit.clone(),
            self.target.map(Target::text).unwrap_or_default(),
            match self.reached() {
                Some(true) => "yes".to_owned(),
                Some(false) => "NO".to_owned(),
                None => String::new(),
            } + if self.note.is_empty() { "" } else { "  " }
                + &self.note,
        ]
    }
}

const HEAD: [&str; 7] = ["what", "where", "median", "spread", "unit", "target", "reached"];

pub(super) fn table(rows: &[Row]) -> String {
    let lines: Vec<[String; 7]> = [HEAD.map(str::to_owned)].into_iter().chain(rows.iter().map(Row::cells)).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 7] = std::array::from_fn(width);
    let line = |line: &[String; 7]| {
        let cells = line.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect::<Vec<_>>();
        cells.join("  ").trim_end().to_owned() + "\n"
    };
    lines.iter().map(line).collect()
}

/// The middle one, if there is one.
pub(super) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied()
}

fn spread(values: &[f64]) -> Option<[f64; 2]> {
    let low = values.iter().copied().min_by(f64::total_cmp)?;
    Some([low, values.iter().copied().max_by(f64::total_cmp)?])
}

/// Three digits that say something.
fn digits(value: f64) -> String {
    let decimals = (2.0 - value.abs().max(0.001).log10().floor().min(2.0)) as usize;
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(target: Option<Target>, values: &[f64]) -> Row {
        let (what, unit) = ("a".to_owned(), "ns".to_owned());
        Row { what, place: "native", unit, target, values: values.to_vec(), note: String::new() }
    }

    #[test]
    fn a_promise_is_judged_by_the_median_and_of_nothing_it_is_kept() {
        let reached = |target, values: &[f64]| row(Some(target), values).reached();
        assert_eq!(reached(Target::AtLeast(10.0), &[1.0, 12.0, 11.0]), Some(true));
        assert_eq!(reached(Target::AtLeast(10.0), &[9.9, 12.0, 1.0]), Some(false));
        assert_eq!(reached(Target::AtMost(1.0), &[2.0, 0.5, 1.1]), Some(false));
        assert_eq!(reached(Target::Within(0.8, 1.25), &[0.5, 1.25, 9.0]), Some(true));
        assert_eq!(reached(Target::Within(0.8, 1.25), &[]), Some(true));
        assert_eq!(row(None, &[1.0]).reached(), None);
    }

    #[test]
    fn a_table_shows_median_spread_and_target_in_line() {
        let table = table(&[row(Some(Target::AtMost(100.0)), &[86.25, 1.5, 230.0]), row(None, &[0.012])]);
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines[1], "a     native  86.2    1.50–230       ns    ≤ 100   yes");
        assert_eq!(lines[2], "a     native  0.0120  0.0120–0.0120  ns");
    }
}
