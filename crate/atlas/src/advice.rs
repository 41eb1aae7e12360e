//! Where a verdict turns, and what to do about it.
//!
//! Invariant: nothing is advised that the same rules do not confirm, a batch, another call and a number type being asked
//! for their own verdicts first; and threads are not advised against the measurement of these very arrays.

use crate::cost::duration;
use crate::dtype::Dtype;
use crate::functions;
use crate::gufunc;
use crate::measured::{self, Row};
use crate::rule::{Compared, Edition, Function, LetsGo, THRESHOLD, Unit, Verdict};
use crate::sentences;
use crate::shape::{self, Shape};

/// Calls that give the same numbers another way, where the names don't show it.
const INSTEAD: [(&str, &str); 4] = [
    ("numpy.matmul(a, b)", "numpy.dot(a, b)"),
    ("scipy.linalg.lu(a)", "scipy.linalg.lu_factor(a)"),
    ("numpy.linalg.vecdot(a, b)", "numpy.einsum('i,i->', a, b)"),
    ("numpy.random.permutation(n)", "rng.permutation(a)"),
];
/// Square matrices up to this are tried for where a verdict turns.
const LARGEST: u64 = 600;
/// How many times one thread's work two must do for a gain; less is within what rows vary by.
const GAIN: f64 = 1.1;
/// A call shorter than this, in milliseconds, can be too short to gain from threads.
const SHORT_MS: f64 = 0.1;

/// Where the verdict on square matrices turns, and for which batch of these shapes.
pub(crate) fn turns(edition: &Edition, shapes: &[Shape], dtype: Dtype) -> Vec<String> {
    let matrices = shapes.is_empty() || matches!(shapes, [shape] if shape.len() == 2);
    let square = matrices.then(|| square(edition, dtype)).flatten();
    square.into_iter().chain(batch(edition, shapes, dtype)).collect()
}

/// Only for a call that takes one matrix.
fn square(edition: &Edition, dtype: Dtype) -> Option<String> {
    let verdict = |m: u64| edition.verdict(&[vec![m, m]], dtype).ok();
    let one_matrix = edition.steps.iter().all(|step| match step.lets_go {
        LetsGo::Outputs(name) => gufunc::inputs(name) == 1,
        _ => false,
    });
    let from = |wanted| (2..=LARGEST).find(|&m| verdict(m) == Some(wanted));
    if !one_matrix || verdict(1) == Some(Verdict::Releases) {
        return None;
    }
    Some(match from(Verdict::Releases) {
        Some(m) => format!("a square matrix releases the GIL from {m}x{m} on"),
        None => "a single square matrix never releases the GIL, however large".to_owned(),
    })
}

/// How many problems of these shapes one call must solve at once to release the GIL.
fn batch(edition: &Edition, shapes: &[Shape], dtype: Dtype) -> Option<String> {
    if shapes.is_empty() {
        return None;
    }
    let sizes = edition.steps.iter().filter_map(|step| match step.on(shapes, dtype) {
        Ok((false, Some(Compared { number, unit: Unit::Outputs(_) }))) => Some(number),
        _ => None,
    });
    let least = sizes.min()?;
    let count = THRESHOLD / least.max(1) + 1;
    let stacked: Vec<Shape> = shapes.iter().map(|shape| [&[count], &shape[..]].concat()).collect();
    let releases = edition.verdict(&stacked, dtype) == Ok(Verdict::Releases);
    let text = || stacked.iter().map(|shape| shape::text(shape)).collect::<Vec<_>>().join(" and ");
    releases.then(|| format!("a batch of {count} in one call releases the GIL: {}", text()))
}

/// What was measured of the call that is asked about.
pub(crate) struct Near<'r> {
    pub(crate) row: &'r Row,
    /// Whether it is the row of just these arrays.
    pub(crate) own: bool,
    /// How many times as long a call on the arrays that are asked about takes; 1 for the row's own.
    pub(crate) ratio: f64,
}

/// What a reader can do, best first.
pub(crate) fn advice(
    function: &Function,
    edition: &Edition,
    shapes: &[Shape],
    dtype: Dtype,
    verdict: Verdict,
    near: Option<&Near>,
) -> Vec<String> {
    let releases = |other: &Function| other.editions[0].verdict(shapes, dtype) == Ok(Verdict::Releases);
    let mut all = Vec::new();
    let gain = near.map_or(Gain::Unknown, Near::gain);
    if verdict == Verdict::Releases && !matches!(gain, Gain::Held(_)) {
        let none = matches!(gain, Gain::None(_));
        all.push(match gain {
            Gain::Some(two) => format!("threads: up to one for each core ({two})"),
            Gain::None(why) | Gain::Held(why) => why,
            Gain::Unknown => "threads: up to one for each core, if a call takes well over 20 µs".to_owned(),
        });
        let blas = edition
            .steps
            .iter()
            .any(|step| std::ptr::addr_eq(step.rule, &raw const sentences::BLAS) || is_gufunc(&step.lets_go));
        let limit = "limit the BLAS to one thread each (threadpoolctl, OPENBLAS_NUM_THREADS, MKL_NUM_THREADS)";
        all.extend((blas && !none).then(|| limit.to_owned()));
        return all;
    }
    match gain {
        Gain::Held(why) if verdict == Verdict::Releases => all.push(why),
        Gain::Some(two) if verdict == Verdict::Mixed => all.push(format!("threads gain a part: {two}")),
        Gain::None(why) if verdict == Verdict::Mixed => all.push(why),
        _ => {}
    }
    if verdict == Verdict::Depends {
        all.push("give the shapes of your arrays: they decide".to_owned());
    }
    if dtype == Dtype::Object && edition.verdict(shapes, Dtype::Float64) == Ok(Verdict::Releases) {
        all.push("use a numeric dtype: with float64 the same call releases the GIL".to_owned());
    }
    let others = functions::all().filter(|other| {
        let namesake = last(other.name) == last(function.name) && other.name != function.name;
        namesake || INSTEAD.contains(&(function.call, other.call))
    });
    for other in others.filter(|other| is_todays(edition) && releases(other)) {
        all.push(format!("{} releases the GIL on such arrays ({})", other.call, other.editions[0].read));
    }
    if edition.steps.iter().any(|step| matches!(step.lets_go, LetsGo::Elements | LetsGo::ElementsOf(_))) {
        all.push(format!("give it more than {THRESHOLD} elements at once"));
    }
    all.push(if is_todays(edition) {
        "processes (multiprocessing, joblib), or a free-threaded Python, where no call blocks other threads".to_owned()
    } else {
        "processes (multiprocessing, joblib)".to_owned()
    });
    all
}

/// What threads bring, as measured.
enum Gain {
    /// Nothing near was measured, or nothing that tells.
    Unknown,
    Some(String),
    None(String),
    /// The measurement says that the GIL is not released.
    Held(String),
}

impl Near<'_> {
    fn gain(&self) -> Gain {
        let Row { ms, speedup, free, verdict, .. } = *self.row;
        let own = self.own;
        let on = if own { "here".to_owned() } else { format!("on {}", self.row.shapes.join(" and ")) };
        let two = format!("{on}, two threads did {speedup:.2} times the work of one");
        let short = ms * self.ratio < SHORT_MS;
        if own && verdict == Verdict::Holds {
            return Gain::Held(format!("measured, the GIL was free for {:.0} % of the time: {two}", free * 100.0));
        }
        match (speedup < GAIN, short) {
            (true, true) => Gain::None(format!(
                "too short to gain: {two}, {} a call; put more work into each call",
                duration(ms * 1000.0)
            )),
            (true, false) if own => Gain::None(format!("no gain measured: {two}")),
            (false, _) if own || !short => Gain::Some(format!("measured {two}")),
            _ => Gain::Unknown,
        }
    }
}

/// Whether that version is one of those measured.
pub(crate) fn is_todays(edition: &Edition) -> bool {
    let versions = &measured::data().versions;
    edition.read.split_once(' ').is_some_and(|(package, version)| versions.get(package).is_some_and(|v| v == version))
}

fn is_gufunc(lets_go: &LetsGo) -> bool {
    matches!(lets_go, LetsGo::Outputs(_) | LetsGo::OutputsOf(_))
}

fn last(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, last)| last)
}

#[cfg(test)]
mod tests {
    use crate::answer::{self, Question};
    use crate::dtype::Dtype;
    use crate::shape;

    fn ask(function: &str, shapes: &str, dtype: &str, read: Option<&str>) -> answer::Answer {
        let (shapes, dtype) = (shape::parse_all(shapes).unwrap(), Dtype::parse(dtype).unwrap());
        answer::ask(&Question { function, shapes, dtype, read }).unwrap()
    }

    #[test]
    fn a_verdict_that_turns_says_where() {
        let turns = |function, shapes| ask(function, shapes, "float64", None).turns.join("; ");
        assert_eq!(turns("numpy.linalg.inv", "1500x1500"), "a square matrix releases the GIL from 23x23 on");
        assert_eq!(
            turns("numpy.linalg.det", "1500x1500"),
            "a single square matrix never releases the GIL, however large; a batch of 501 in one call releases the GIL: 501x1500x1500"
        );
        assert_eq!(turns("numpy.dot", "9 9"), "");
    }

    #[test]
    fn threads_are_advised_as_far_as_they_gained() {
        let advice = |function, shapes| ask(function, shapes, "float64", None).advice.join("; ");
        for (call, shapes, begins) in [
            (
                "numpy.linalg.svd",
                "4x4",
                "too short to gain: here, two threads did 0.50 times the work of one, 10.9 µs a call",
            ),
            ("numpy.linalg.svd", "5x5", "too short to gain: on 4x4, two threads did 0.50 times the work of one"),
            ("numpy.random.random", "1000000", "no gain measured: here, two threads did 0.97 times the work of one"),
            ("numpy.linalg.svd", "300x300", "threads: up to one for each core (measured here, two threads did 1.66"),
            ("numpy.linalg.svd", "400x400", "threads: up to one for each core (measured on 300x300, two"),
            ("numpy.linalg.svd", "20x20", "threads: up to one for each core, if a call takes well over 20 µs"),
            ("numpy.histogram", "500000", "measured, the GIL was free for 0 % of the time"),
            ("numpy.linalg.qr", "400x400", "threads gain a part: measured here, two threads did 1.60"),
            ("scipy.linalg.expm", "400x400", "threads gain a part"),
        ] {
            let advice = advice(call, shapes);
            assert!(advice.starts_with(begins), "{call} {shapes}: {advice}");
        }
        for row in &crate::measured::data().rows {
            let advice = ask(&row.call, &row.shapes.join(" "), &row.dtype, None).advice.join("; ");
            assert!(row.speedup >= 1.1 || !advice.contains("up to one for each core"), "{}: {advice}", row.call);
        }
    }

    #[test]
    fn what_is_advised_fits_the_call() {
        let advice = |function, shapes, dtype, read| ask(function, shapes, dtype, read).advice.join("; ");
        assert!(advice("scipy.linalg.inv", "300x300", "float64", None).starts_with("numpy.linalg.inv(a) releases"));
        assert!(
            !advice("scipy.linalg.inv", "22x22", "float64", None).contains("numpy.linalg.inv"),
            "it holds there too"
        );
        assert!(advice("numpy.add", "9000 9000", "object", None).starts_with("use a numeric dtype"));
        assert!(advice("numpy.add", "9 9", "float64", None).contains("more than 500 elements"));
        assert!(advice("numpy.linalg.inv", "99x99", "float64", None).contains("one thread each"));
        assert_eq!(
            advice("numpy.linalg.inv", "99x99", "float64", Some("numpy 1.5.1")),
            "processes (multiprocessing, joblib)"
        );
    }
}
