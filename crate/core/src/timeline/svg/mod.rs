//! A timeline as a stand-alone SVG: the numbers, who holds the lock, a row a lane, the axis and a legend.
//!
//! Invariants: a pure function of the Report, or of the recording; whatever a user wrote is escaped and cut to a length; however many spans
//! there are, the file stays below 300 kB, because what cannot be seen is merged.

mod arrows;
mod rows;
mod runs;
mod sheet;
mod style;

use super::doubts::Doubt;
use super::handoffs::Handoff;
use super::owners::Owner;
use super::report::Report;
use super::words::activity;
use super::{Lane, Nanos, Span, Timeline};
use crate::text::shortened;
use rows::Rows;
use std::fmt::{Display, Formatter, Write};

#[cfg(feature = "types")]
pub use style::{tokens, words};

const WIDTH: f64 = 960.0;
const MARGIN: f64 = 24.0;
/// Where the rows begin.
const TOP: f64 = 142.0;
/// Wider than the average letter, at 13 pixels.
const LETTER: f64 = 7.0;

/// Draws the Report.
pub fn draw(report: &Report) -> String {
    sheet::of(report, &|lane, span| activity(report, lane, span)).draw()
}

/// What is drawn.
pub(crate) struct Sheet<'a> {
    /// The rows of lanes.
    pub(crate) timeline: &'a Timeline,
    /// The rows of locks, each with its name.
    pub(crate) owners: Vec<(String, Owner)>,
    /// For who does not see it.
    pub(crate) title: String,
    /// Where the answer comes from.
    pub(crate) engine: &'static str,
    /// What it is about.
    pub(crate) label: &'a str,
    /// With what.
    pub(crate) circumstances: String,
    /// The key numbers, seven at most.
    pub(crate) facts: Vec<Fact>,
    /// What else has to be said.
    pub(crate) doubts: &'a [Doubt],
    pub(crate) notes: &'a [String],
    /// Whether there is a lock at all.
    pub(crate) locks: bool,
    /// What a lane does in a span.
    pub(crate) activity: &'a dyn Fn(&Lane, &Span) -> String,
}

impl Sheet<'_> {
    pub(crate) fn draw(&self) -> String {
        let lanes = &self.timeline.lanes;
        let rows = Rows::of(self);
        let bottom = TOP + rows.height();
        let handoffs = arrows::shown(&self.owners, &rows, lanes);
        let legend = legend(self, rows.goes_round(), &handoffs, bottom + 44.0);
        let height = bottom + 44.0 + legend.1;
        let mut svg = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' class='gil' viewBox='0 0 {WIDTH} {height}' width='{WIDTH}' \
             height='{height}' role='img' aria-labelledby='gil-title gil-desc'>\n<title id='gil-title'>{}</title>\n\
             <desc id='gil-desc'>{}</desc>\n",
            Text(&self.title, 200),
            Text(&description(self), 4000),
        );
        svg.push_str(&style::head());
        let _ = writeln!(svg, "<rect class='bg' width='{WIDTH}' height='{height}' rx='8'/>");
        header(&mut svg, self);
        numbers(&mut svg, self);
        rows.lanes(&mut svg);
        axis(&mut svg, self.timeline.wall(), &rows, bottom);
        rows.fill(&mut svg);
        arrows::draw(&mut svg, &handoffs, &rows, lanes);
        svg.push_str(&legend.0);
        svg.push_str("</svg>\n");
        svg
    }
}

/// Text for XML: shortened, without what XML forbids, and escaped.
struct Text<'a>(&'a str, usize);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut Formatter) -> std::fmt::Result {
        shortened(self.0, self.1).chars().try_for_each(|letter| match letter {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '\'' => f.write_str("&#39;"),
            '"' => f.write_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => f.write_char('\u{fffd}'),
            _ => f.write_char(letter),
        })
    }
}

/// What a reader who does not see the picture needs.
fn description(sheet: &Sheet) -> String {
    let facts = sheet.facts.iter().map(|Fact { value, what, more }| match more {
        Some(more) => format!("{what} {value}, {more}"),
        None => format!("{what} {value}"),
    });
    let facts: Vec<String> = facts.collect();
    let mut text = format!("One row for each lane; time runs from left to right. {}.", facts.join("; "));
    for doubt in sheet.doubts {
        let _ = write!(text, " Too noisy to compare: {}.", doubt.sentence);
    }
    for note in sheet.notes {
        let _ = write!(text, " {note}.");
    }
    for lane in sheet.timeline.lanes.iter().take(24) {
        let mut shares = [0; style::LOOKS.len()];
        lane.spans.iter().for_each(|span| shares[style::row(span)] += span.nanos());
        let life: Nanos = shares.iter().sum();
        let parts = style::LOOKS.iter().zip(shares).filter(|part| part.1 > 0);
        let percent = |share: Nanos| share as f64 / life as f64 * 100.0;
        let parts: Vec<String> = parts.map(|(look, share)| format!("{} {:.0} %", look.2, percent(share))).collect();
        let _ = write!(text, " {}: {}.", shortened(&lane.name, 80), parts.join(", "));
    }
    text
}

fn header(svg: &mut String, sheet: &Sheet) {
    let name = sheet.engine;
    let wide = name.len() as f64 * 7.4 + 20.0;
    let _ = writeln!(
        svg,
        "<rect class='pill line' x='{MARGIN}' y='22.5' width='{wide}' height='22' rx='11'/>\n\
         <text class='muted' x='{}' y='38' text-anchor='middle'>{name}</text>\n\
         <text class='fg big' x='{}' y='39'>{}</text>",
        MARGIN + wide / 2.0,
        MARGIN + wide + 12.0,
        Text(sheet.label, 60),
    );
    let (x, facts) = (WIDTH - MARGIN, &sheet.circumstances);
    let _ = writeln!(svg, "<text class='muted' x='{x}' y='38' text-anchor='end'>{facts}</text>");
}

/// A key number: "1.89×", "speedup", "≤ 2.00".
pub(crate) struct Fact {
    pub(crate) value: String,
    pub(crate) what: &'static str,
    pub(crate) more: Option<String>,
}

fn numbers(svg: &mut String, sheet: &Sheet) {
    for (at, Fact { value, what, more }) in sheet.facts.iter().enumerate() {
        let more = more.as_ref().map_or_else(String::new, |more| format!(", {more}"));
        let x = MARGIN + at as f64 * (WIDTH - 2.0 * MARGIN) / 7.0;
        let _ = writeln!(svg, "<text class='fg num' x='{x:.1}' y='88'>{value}</text>");
        let _ = writeln!(svg, "<text class='muted' x='{x:.1}' y='107'>{what}{more}</text>");
    }
    for note in sheet.notes.iter().take(1) {
        let _ = writeln!(svg, "<text class='fg' x='{MARGIN}' y='129'>{}.</text>", Text(note, 120));
    }
}

fn axis(svg: &mut String, wall: Nanos, rows: &Rows, bottom: f64) {
    let step = nice_step(wall / 8);
    // Not `step_by`, which takes a `usize`: half of a time's bits in a browser.
    for t in (0..=wall / step).map(|mark| mark * step) {
        let x = rows.x(t);
        let _ = writeln!(svg, "<path class='grid' d='M{x:.1} {TOP}V{}'/>", bottom + 4.0);
        let _ = writeln!(
            svg,
            "<text class='muted' x='{x:.1}' y='{}' text-anchor='middle'>{}</text>",
            bottom + 18.0,
            mark(t, wall)
        );
    }
}

/// 1, 2 or 5 times a power of ten, at least as much.
fn nice_step(at_least: Nanos) -> Nanos {
    let mut power = 1;
    while power <= at_least / 10 {
        power *= 10;
    }
    [1, 2, 5, 10].into_iter().map(|factor| factor * power).find(|step| *step >= at_least).unwrap_or(power).max(1)
}

/// The label of a mark, in the unit that suits the end of the axis.
fn mark(t: Nanos, wall: Nanos) -> String {
    let (unit, size) = match wall {
        1_000_000_000.. => ("s", 1e9),
        1_000_000.. => ("ms", 1e6),
        1_000.. => ("µs", 1e3),
        _ => ("ns", 1.0),
    };
    if t == 0 { "0".into() } else { format!("{} {unit}", t as f64 / size) }
}

/// The states and the hand-offs that occur, and how high their legend is.
fn legend(sheet: &Sheet, goes_round: bool, handoffs: &[&Handoff], top: f64) -> (String, f64) {
    let (mut svg, mut x, mut y) = (String::new(), MARGIN, top);
    let mut used = [false; style::LOOKS.len()];
    sheet.timeline.lanes.iter().flat_map(|lane| &lane.spans).for_each(|span| used[style::row(span)] = true);
    let states = style::LOOKS.iter().zip(used).filter(|row| row.1);
    let states = states.map(|((_, class, words, without), _)| (*class, if sheet.locks { *words } else { *without }));
    let states = states.chain(goes_round.then_some(("many", "the lock changes hands too often to show")));
    let states = states.map(|(class, words)| (class, None, words));
    let causes = arrows::CAUSES.iter().filter(|cause| handoffs.iter().any(|handoff| handoff.manner == cause.0));
    let causes = causes.map(|&(_, class, dash, words)| (class, Some(dash), words));
    for (class, dash, words) in states.chain(causes) {
        let wide = 50.0 + words.len() as f64 * LETTER;
        if x + wide > WIDTH - MARGIN {
            (x, y) = (MARGIN, y + 22.0);
        }
        let _ = match dash {
            Some(dash) => writeln!(svg, "{}", arrows::sample(class, dash, x, y + 4.5)),
            None => writeln!(svg, "<rect class='{class}' x='{x}' y='{}' width='24' height='13' rx='2'/>", y - 2.0),
        };
        let _ = writeln!(svg, "<text class='fg' x='{}' y='{}'>{words}</text>", x + 32.0, y + 9.0);
        x += wide;
    }
    (svg, y - top + 30.0)
}
