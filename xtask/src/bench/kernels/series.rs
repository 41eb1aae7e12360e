//! Rounds: several sides are asked the same in turn, again and again, so that whatever the machine does meets all.
//!
//! Invariant: a ratio is formed round by round; a side with nothing to say has no values and a reason.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::player::Player;
use super::sides::Sides;
use crate::bench::rows::{Row, Target, median};

/// A call that takes longer than this is made once.
const SLOW_US: f64 = 3e6;
/// Two threads that get less done than so much of one's work share a core with each other or with somebody else.
const TWO: f64 = 1.6;
/// How many times as many rounds may be repeated for that, and after what time.
const REPEATS: usize = 4;
const PAUSE: Duration = Duration::from_millis(300);
/// How a side says that a library lacks a function, which is no trouble.
const NOT_SHARED: &str = "no function that returns the same";

/// Who is asked what.
pub(super) struct Question {
    pub(super) player: fn(&mut Sides) -> &mut Player,
    pub(super) ask: Value,
}

/// A value a round; or none, and why.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Series {
    pub(super) values: Vec<f64>,
    pub(super) note: String,
}

/// Asks all in every round, forwards and backwards by turns, after once for warming up.
pub(super) fn interleaved(sides: &mut Sides, questions: &[Question], rounds: usize) -> Vec<Series> {
    let mut all = warm_up(sides, questions);
    for round in 0..rounds {
        ask_all(sides, questions, round, &mut all, |_| true);
    }
    all
}

/// The same, without the rounds in which the machine had less than two cores to give, unless there are too many.
pub(super) fn interleaved_on_two_cores(sides: &mut Sides, questions: &[Question], rounds: usize) -> Vec<Series> {
    let has_two = |sides: &mut Sides| sides.baseline.ask(&json!({ "do": "cores" })).is_ok_and(|cores| cores >= TWO);
    let mut all = warm_up(sides, questions);
    let (mut round, mut disturbed) = (0, 0);
    while round < rounds {
        let before = all.clone();
        let patient = disturbed < REPEATS * rounds;
        if ask_all(sides, questions, round, &mut all, |sides| !patient || has_two(sides)) {
            round += 1;
        } else {
            disturbed += 1;
            all = before;
            thread::sleep(PAUSE);
        }
    }
    if disturbed > 0 {
        for series in all.iter_mut().filter(|series| series.note.is_empty()) {
            series.note = format!("{disturbed} rounds repeated, in which the machine had less than two cores to give");
        }
    }
    all
}

fn warm_up(sides: &mut Sides, questions: &[Question]) -> Vec<Series> {
    let first = |question: &Question| match (question.player)(sides).ask(&question.ask) {
        Ok(us) if us > SLOW_US => Series { values: vec![us], note: "measured once".to_owned() },
        Ok(_) => Series::default(),
        Err(note) => Series { values: Vec::new(), note },
    };
    questions.iter().map(first).collect()
}

/// Whether the machine was fit before and after every question; it stops at the first at which it was not.
fn ask_all(
    sides: &mut Sides,
    questions: &[Question],
    round: usize,
    all: &mut [Series],
    is_fit: impl Fn(&mut Sides) -> bool,
) -> bool {
    if !is_fit(sides) {
        return false;
    }
    for step in 0..questions.len() {
        let at = if round.is_multiple_of(2) { step } else { questions.len() - 1 - step };
        let series = &mut all[at];
        if !series.note.is_empty() {
            continue;
        }
        match (questions[at].player)(sides).ask(&questions[at].ask) {
            Ok(us) => series.values.push(us),
            Err(note) => *series = Series { values: Vec::new(), note },
        }
        if !is_fit(sides) {
            return false;
        }
    }
    true
}

impl Series {
    pub(super) fn median(&self) -> f64 {
        median(&self.values).unwrap_or(f64::INFINITY)
    }

    pub(super) fn shared(&self) -> bool {
        !self.note.ends_with(NOT_SHARED)
    }

    /// This ÷ that, round by round; of the medians where one of them was measured less often.
    pub(super) fn over(&self, other: &Self) -> Self {
        let mut notes = vec![self.note.as_str(), &other.note];
        notes.dedup();
        notes.retain(|note| !note.is_empty());
        let note = notes.join("; ");
        let values = if self.values.is_empty() || other.values.is_empty() {
            Vec::new()
        } else if self.values.len() == other.values.len() {
            self.values.iter().zip(&other.values).map(|(a, b)| a / b).collect()
        } else {
            vec![self.median() / other.median()]
        };
        Self { values, note }
    }

    pub(super) fn scaled(&self, factor: f64) -> Self {
        Self { values: self.values.iter().map(|value| value * factor).collect(), note: self.note.clone() }
    }

    /// As a row; a promise about what could not be measured is neither kept nor broken.
    pub(super) fn row(self, what: String, place: &'static str, unit: &str, target: Option<Target>) -> Row {
        let target = target.filter(|_| !self.values.is_empty());
        Row { what, place, unit: unit.to_owned(), target, values: self.values, note: self.note }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(values: &[f64], note: &str) -> Series {
        Series { values: values.to_vec(), note: note.to_owned() }
    }

    #[test]
    fn a_ratio_is_formed_round_by_round_and_nothing_is_made_of_nothing() {
        let ours = series(&[2.0, 4.0, 9.0], "");
        assert_eq!(ours.over(&series(&[1.0, 4.0, 3.0], "")), series(&[2.0, 1.0, 3.0], ""));
        assert_eq!(ours.over(&series(&[8.0], "measured once")), series(&[0.5], "measured once"));
        assert_eq!(ours.over(&series(&[], "no network")), series(&[], "no network"));
    }

    #[test]
    fn nothing_measured_keeps_no_promise() {
        let row =
            |values: &[f64]| series(values, "no network").row("qr".to_owned(), "both", "", Some(Target::AtMost(1.0)));
        assert_eq!(row(&[]).reached(), None);
        assert_eq!(row(&[2.0]).reached(), Some(false));
    }
}
