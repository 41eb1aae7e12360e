//! The rows: a lock's owner or a lane each, its name, its ground and what fills it.
//!
//! Invariant: every row is named; up to `TITLED` runs each is an element that says what it is, beyond that all runs of a
//! look are one path, and never more than `most` in all.

use super::runs::{Piece, Run, merge};
use super::style::{LOOKS, row};
use super::{LETTER, MARGIN, Sheet, TOP, Text, WIDTH};
use crate::timeline::Nanos;
use crate::timeline::ascii::duration;
use crate::timeline::words::reason;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Up to so many runs each has a title of its own.
const TITLED: usize = 1000;
/// Runs narrower than so many pixels are merged in any case.
const NARROW: f64 = 0.5;
/// The key of a run during which many lanes held the lock in turn.
const MANY: usize = usize::MAX;
/// How much of a name is shown.
const NAME: usize = 26;

/// All rows: the locks' owners first, since who has the lock explains all others.
pub(super) struct Rows<'a> {
    sheet: &'a Sheet<'a>,
    wall: Nanos,
    left: f64,
    bar: f64,
    pitch: f64,
    runs: Vec<Vec<Run>>,
}

impl<'a> Rows<'a> {
    pub(super) fn of(sheet: &'a Sheet<'a>) -> Self {
        let Sheet { timeline, owners, .. } = sheet;
        let names = timeline.lanes.iter().map(|lane| lane.name.chars().count());
        let longest = names.chain(owners.iter().map(|(name, _)| name.chars().count())).max().unwrap_or(0).min(NAME);
        let (bar, pitch) = match timeline.lanes.len() + owners.len() {
            0..=24 => (20.0, 26.0),
            25..=96 => (10.0, 13.0),
            _ => (6.0, 7.0),
        };
        let left = MARGIN + longest as f64 * LETTER + 14.0;
        let mut rows = Self { sheet, wall: timeline.wall().max(1), left, bar, pitch, runs: Vec::new() };
        rows.runs = rows.merged();
        rows
    }

    pub(super) fn height(&self) -> f64 {
        self.runs.len() as f64 * self.pitch
    }

    /// Whether there is a time when the lock goes round so fast that no holder can be shown.
    pub(super) fn goes_round(&self) -> bool {
        self.runs.iter().flatten().any(|run| run.key == MANY)
    }

    pub(super) fn x(&self, t: Nanos) -> f64 {
        self.left + t as f64 / self.wall as f64 * (WIDTH - MARGIN - self.left)
    }

    /// Whether there is room between the rows for something to be seen.
    pub(super) fn are_high(&self) -> bool {
        self.bar > 16.0
    }

    /// The middle of a lane's row.
    pub(super) fn middle(&self, lane: usize) -> f64 {
        self.y(lane + self.sheet.owners.len()) + self.half()
    }

    /// Half the height of a row's bar.
    pub(super) fn half(&self) -> f64 {
        self.bar / 2.0
    }

    fn y(&self, row: usize) -> f64 {
        TOP + row as f64 * self.pitch
    }

    /// The runs of every row, merged as far as it takes to be few enough.
    fn merged(&self) -> Vec<Vec<Run>> {
        let lanes = &self.sheet.timeline.lanes;
        let rows = lanes.len() + self.sheet.owners.len();
        let most = (5000_usize.saturating_sub(3 * rows)).max(2 * rows);
        let pixel = self.wall as f64 / (WIDTH - MARGIN - self.left);
        let mut narrow = (NARROW * pixel).ceil() as Nanos;
        loop {
            let owners = self.sheet.owners.iter().map(|(_, owner)| {
                let pieces = owner.holdings.iter().map(|it| Piece { key: it.lane, start: it.start, end: it.end });
                merge(pieces, narrow, Some(MANY))
            });
            let lanes = lanes.iter().map(|lane| {
                let pieces = lane.spans.iter().map(|it| Piece { key: row(it), start: it.start, end: it.end });
                merge(pieces, narrow, None)
            });
            let runs: Vec<Vec<Run>> = owners.chain(lanes).collect();
            if runs.iter().map(Vec::len).sum::<usize>() <= most || narrow > self.wall {
                return runs;
            }
            narrow *= 2;
        }
    }

    fn name(&self, row: usize) -> Cow<'a, str> {
        match row.checked_sub(self.sheet.owners.len()) {
            None => self.sheet.owners[row].0.as_str().into(),
            Some(lane) => self.sheet.timeline.lanes[lane].name.as_str().into(),
        }
    }

    /// Names and grounds.
    pub(super) fn lanes(&self, svg: &mut String) {
        let size = self.pitch.min(13.0);
        let _ = writeln!(svg, "<g class='fg' text-anchor='end' font-size='{size}'>");
        for row in 0..self.runs.len() {
            let (x, y) = (self.left - 10.0, self.y(row) + self.bar / 2.0 + size * 0.35);
            let name = self.name(row);
            let _ = write!(svg, "<text x='{x}' y='{y:.1}'>{}", Text(&name, NAME));
            if self.runs.len() <= 96 && name.chars().count() > NAME {
                let _ = write!(svg, "<title>{}</title>", Text(&name, 200));
            }
            svg.push_str("</text>\n");
        }
        svg.push_str("</g>\n<path class='lane' d='");
        let (left, wide, bar) = (self.left, WIDTH - MARGIN - self.left, self.bar);
        for row in 0..self.runs.len() {
            let _ = write!(svg, "M{left} {}h{wide}v{bar}h-{wide}z", self.y(row));
        }
        svg.push_str("'/>\n");
    }

    /// What fills the rows.
    pub(super) fn fill(&self, svg: &mut String) {
        if self.runs.iter().map(Vec::len).sum::<usize>() > TITLED {
            return self.paths(svg);
        }
        for (row, runs) in self.runs.iter().enumerate() {
            for run in runs {
                let (x, wide) = self.extent(run);
                // A hairline keeps neighbours of one look apart.
                let shown = if wide > 3.0 { wide - 0.7 } else { wide };
                let _ = writeln!(
                    svg,
                    "<rect class='{}' x='{x:.2}' y='{}' width='{shown:.2}' height='{}' rx='{}'><title>{}</title></rect>",
                    self.class(row, run),
                    self.y(row),
                    self.bar,
                    if wide > 6.0 { 2 } else { 0 },
                    Text(&self.says(row, run), 240),
                );
                if let Some((class, text)) = self.label(row, run) {
                    let room = text.chars().count() as f64 * LETTER + 8.0;
                    if self.are_high() && wide > room {
                        let (x, y, text) = (x + wide / 2.0, self.y(row) + 14.0, Text(&text, 100));
                        let _ = writeln!(
                            svg,
                            "<text class='{class} small' x='{x:.1}' y='{y}' text-anchor='middle'>{text}</text>"
                        );
                    }
                }
            }
        }
    }

    fn paths(&self, svg: &mut String) {
        let mut paths: BTreeMap<&str, String> = BTreeMap::new();
        for (row, runs) in self.runs.iter().enumerate() {
            for run in runs {
                let (x, wide) = self.extent(run);
                let path = paths.entry(self.class(row, run)).or_default();
                let _ = write!(path, "M{x:.1} {}h{wide:.1}v{}h-{wide:.1}z", self.y(row), self.bar);
            }
        }
        for (class, path) in paths {
            let _ = writeln!(svg, "<path class='{class}' d='{path}'/>");
        }
    }

    fn extent(&self, run: &Run) -> (f64, f64) {
        let x = self.x(run.start);
        (x, (self.x(run.end) - x).max(0.1))
    }

    /// Owners take turns in three tones.
    fn class(&self, row: usize, run: &Run) -> &'static str {
        match row < self.sheet.owners.len() {
            true if run.key == MANY => "many",
            true => ["own0", "own1", "own2"][run.key % 3],
            false => LOOKS[run.key].1,
        }
    }

    /// What stands inside a run that has room for it: who holds the lock, or which kernel is computed.
    fn label(&self, row: usize, run: &Run) -> Option<(&'static str, String)> {
        let lanes = &self.sheet.timeline.lanes;
        if run.key == MANY {
            return None;
        }
        let Some(lane) = row.checked_sub(self.sheet.owners.len()).map(|lane| &lanes[lane]) else {
            return Some((["on0", "on1", "on2"][run.key % 3], lanes[run.key].name.clone()));
        };
        let activity = (self.sheet.activity)(lane, &lane.spans[run.first]);
        Some(("on0", activity.strip_prefix("kernel: ").filter(|_| run.pieces == 1)?.into()))
    }

    /// What a run is, for the pointer that rests on it.
    fn says(&self, row: usize, run: &Run) -> String {
        let lanes = &self.sheet.timeline.lanes;
        let length = duration(run.end - run.start);
        let when = format!("{length}, from {}", duration(run.start));
        let Some(lane) = row.checked_sub(self.sheet.owners.len()).map(|lane| &lanes[lane]) else {
            return match (run.key, run.pieces) {
                (MANY, pieces) => format!("the lock goes round: held {pieces} times in {when}"),
                (holder, 1) => format!("{} holds the lock: {when}", lanes[holder].name),
                (holder, pieces) => format!("mostly {}: held {pieces} times in {when}", lanes[holder].name),
            };
        };
        if run.pieces > 1 {
            return format!("mostly {}: {} spans in {when}", LOOKS[run.key].2, run.pieces);
        }
        let span = &lane.spans[run.first];
        let why = span.cause.and_then(|cause| Some(reason(cause.kind, &lanes.get(cause.holder)?.name)));
        format!("{}: {when}{}", (self.sheet.activity)(lane, span), why.map_or(String::new(), |why| format!(" ({why})")))
    }
}
