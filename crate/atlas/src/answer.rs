//! The question, a call and the shapes of its arrays, and everything that is known about it.
//!
//! Invariant: the verdict is the rule's; a measured row stands beside it and where the two disagree the answer says so.
//! What was not read or does not fit is an error that says what to write instead.

use crate::advice::{self, Near};
use crate::arguments;
use crate::cost::{self, Cost};
use crate::disagreements;
use crate::dtype::Dtype;
use crate::functions;
use crate::kernels;
use crate::measured::{self, Row};
use crate::names::{self, Found};
use crate::rule::{Compared, Edition, Function, Step, THRESHOLD, Unit, Verdict};
use crate::shape::{self, Shape};
use serde::Serialize;

/// What is asked.
pub struct Question<'q> {
    /// A name such as `numpy.linalg.det`, or a call as the atlas writes it.
    pub function: &'q str,
    /// One for each array, or none: then the answer is about all.
    pub shapes: Vec<Shape>,
    /// Of the elements.
    pub dtype: Dtype,
    /// A version that was read, such as `numpy 1.5.1`; the newest when absent.
    pub read: Option<&'q str>,
}

/// What is known.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "Known"))]
pub struct Answer {
    /// By rule; `depends` of all arrays at once where some were measured otherwise.
    pub verdict: Verdict,
    /// The function's name in the documentation.
    pub function: &'static str,
    /// The call.
    pub call: &'static str,
    /// How the question was read, where it named another call than this or several.
    pub read_as: Option<String>,
    /// As asked.
    pub shapes: Vec<String>,
    /// Of the elements.
    pub dtype: &'static str,
    /// Package and version that the rule was read in.
    pub read: &'static str,
    /// Whether that version was measured too.
    pub measured_version: bool,
    /// Why, in the order of the work.
    pub steps: Vec<Reason>,
    /// What the rules' sentences leave out.
    pub note: &'static str,
    /// Where the verdict changes, if it does.
    pub turns: Vec<String>,
    /// What to do about it.
    pub advice: Vec<String>,
    /// All measured rows of the call.
    pub rows: Vec<Row>,
    /// The row of these shapes and this type.
    pub row: Option<Row>,
    /// Why that row says otherwise, if it does.
    pub disagrees: Option<String>,
    /// What one call takes; none without shapes, and where nothing near them was measured.
    pub cost: Option<Cost>,
    /// For which part of it the GIL is free, where the work is mixed and that was measured.
    #[serde(skip)]
    pub(crate) free_part: Option<f64>,
    /// The playground's kernel that does the same arithmetic.
    pub kernel: Option<&'static str>,
    /// Other calls of the same function.
    pub also: Vec<&'static str>,
}

/// One step's part of the answer.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "Step"))]
pub struct Reason {
    /// Whether it releases the GIL; nothing where that depends on shapes that were not given.
    pub lets_go: Option<bool>,
    /// The rule in a sentence.
    pub rule: &'static str,
    /// The number that decided, in a sentence, if one did.
    pub here: Option<String>,
    /// The first version that does so, where it is known.
    pub since: Option<&'static str>,
    /// Package and version of the source.
    pub read: &'static str,
    /// From the top of the source distribution.
    pub file: &'static str,
    /// The line.
    pub line: u32,
    /// The function that the line is in.
    pub inside: &'static str,
    /// The macro or construct; empty where nothing releases the GIL.
    pub kind: &'static str,
}

/// Everything that is known of a call on such arrays.
///
/// ```
/// use gil_atlas::answer::{Question, ask};
/// use gil_atlas::dtype::Dtype;
/// use gil_atlas::rule::Verdict;
/// use gil_atlas::shape;
///
/// let shapes = shape::parse_all("1500x1500")?;
/// let question = Question { function: "numpy.linalg.inv", shapes, dtype: Dtype::Float64, read: None };
/// assert_eq!(ask(&question)?.verdict, Verdict::Releases);
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
/// When the call, the version or the shapes are not in the atlas; the text says what is.
pub fn ask(question: &Question) -> Result<Answer, String> {
    let Question { shapes, dtype, .. } = question;
    let Found { function, read_as } = names::find(question.function, shapes)?;
    let edition = function.edition(question.read)?;
    arguments::check(function, shapes)?;
    function.has(*dtype)?;
    let at_all = |error| format!("{} on {}: {error}", function.call, texts(shapes).join(" and "));
    let by_rule = edition.verdict(shapes, *dtype).map_err(at_all)?;
    let steps = edition.steps.iter().map(|step| reason(edition, step, shapes, *dtype));
    let measured_version = edition.is_newest(function);
    let rows: Vec<Row> = measured::of(function.call).cloned().collect();
    let of_type: Vec<Row> = rows.iter().filter(|row| measured_version && row.dtype == dtype.name()).cloned().collect();
    let row = cost::exact(shapes, &of_type);
    let other = || of_type.iter().find(|row| shapes.is_empty() && !agrees(edition, row));
    let (verdict, disagrees) = match (row, other()) {
        (Some(row), _) if row.verdict != by_rule => (by_rule, Some(why(row))),
        // What the rule says of all arrays was not true of these.
        (None, Some(row)) if by_rule != Verdict::Depends => {
            let word = row.verdict.word();
            (Verdict::Depends, Some(format!("on {} measured as {word}: {}", row.shapes.join(" and "), why(row))))
        }
        _ => (by_rule, None),
    };
    let near = row.map(|row| Near { row, own: true, ratio: 1.0 }).or_else(|| {
        cost::nearest(function, shapes, of_type.iter()).map(|(row, ratio)| Near { row, own: false, ratio })
    });
    let same = |other: &&Function| other.name == function.name && other.call != function.call;
    Ok(Answer {
        verdict,
        function: function.name,
        call: function.call,
        read_as,
        shapes: texts(shapes),
        dtype: dtype.name(),
        read: edition.read,
        measured_version,
        steps: steps.collect(),
        note: edition.note,
        turns: advice::turns(edition, shapes, *dtype),
        advice: advice::advice(function, edition, shapes, *dtype, verdict, near.as_ref()),
        cost: cost::cost(function, shapes, &of_type),
        free_part: (verdict == Verdict::Mixed).then(|| cost::free_part(function, shapes, &of_type)).flatten(),
        row: row.cloned(),
        disagrees,
        kernel: kernels::of(function.call),
        also: functions::all().filter(same).map(|other| other.call).collect(),
        rows: if measured_version { rows } else { Vec::new() },
    })
}

/// Whether the rule says of the row's arrays what was measured.
pub(crate) fn agrees(edition: &Edition, row: &Row) -> bool {
    let shapes = row.shapes.iter().map(|text| shape::parse(text)).collect::<Result<Vec<_>, _>>();
    let verdict = shapes.and_then(|shapes| edition.verdict(&shapes, Dtype::parse(&row.dtype)?));
    verdict.is_ok_and(|verdict| verdict == row.verdict)
}

fn why(row: &Row) -> String {
    disagreements::reason(&row.call, &row.shapes.join(" "), &row.dtype).unwrap_or("the reason is not known").to_owned()
}

/// The shapes as they are written.
pub(crate) fn texts(shapes: &[Shape]) -> Vec<String> {
    shapes.iter().map(|shape| shape::text(shape)).collect()
}

fn reason(edition: &Edition, step: &Step, shapes: &[Shape], dtype: Dtype) -> Reason {
    let known = !shapes.is_empty() || !step.asks_shape(dtype);
    let decided = known.then(|| step.on(shapes, dtype).ok()).flatten();
    Reason {
        lets_go: decided.map(|(lets_go, _)| lets_go),
        rule: step.rule.sentence,
        here: decided.and_then(|(lets_go, compared)| compared.map(|compared| here(compared, lets_go))),
        since: step.rule.since,
        read: step.at.read.unwrap_or(edition.read),
        file: step.at.file,
        line: step.at.line,
        inside: step.at.function,
        kind: step.at.kind,
    }
}

fn here(Compared { number, unit }: Compared, lets_go: bool) -> String {
    let than = |least: u64| if lets_go { format!("more than {least}") } else { format!("not more than {least}") };
    match unit {
        Unit::Outputs(gufunc) => format!("{gufunc}'s output lengths multiply to {number}, {}", than(THRESHOLD)),
        Unit::Elements => format!("{}, {}", counted(number, "element"), than(THRESHOLD)),
        Unit::Bytes(least) => {
            format!("{number} bytes, {} {least}", if lets_go { "at least" } else { "less than" })
        }
    }
}

impl Edition {
    fn is_newest(&self, function: &Function) -> bool {
        function.editions[0].read == self.read
    }
}

impl Function {
    /// What the version does, the newest when none is named.
    fn edition(&self, read: Option<&str>) -> Result<&'static Edition, String> {
        let Some(read) = read else { return Ok(&self.editions[0]) };
        self.editions.iter().find(|edition| edition.read == read).ok_or_else(|| {
            let known: Vec<_> = self.editions.iter().map(|edition| edition.read).collect();
            format!("{} was not read in {read}, or does not exist there; choose {}", self.name, known.join(", "))
        })
    }

    /// Whether it was looked at with elements of that type.
    fn has(&self, dtype: Dtype) -> Result<(), String> {
        let text = |dtype: &str| dtype == Dtype::Str.name();
        let of_text = measured::of(self.call).any(|row| text(&row.dtype));
        let of_numbers = measured::of(self.call).any(|row| !text(&row.dtype));
        match dtype {
            Dtype::Str if !of_text => Err(format!("{} on text is not in the atlas; choose float64", self.call)),
            Dtype::Str => Ok(()),
            _ if !of_numbers => Err(format!("{} takes text; choose str", self.call)),
            _ => Ok(()),
        }
    }
}

fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
