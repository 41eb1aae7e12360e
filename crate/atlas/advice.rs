//! Where a verdict turns, and what to do about it.
//!
//! Invariant: nothing is advised that the same rules do not confirm: a batch, another call and a number type are each
//! asked for their own verdict first.

use crate::dtype::Dtype;
use crate::functions;
use crate::gufunc::{self, THRESHOLD};
use crate::measured;
use crate::rule::{Compared, Edition, Function, LetsGo, Unit, Verdict};
use crate::rules;
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
        Some(m) => format!("a square matrix is let go from {m}x{m} on"),
        None => "no single square matrix is let go, however large".to_owned(),
    })
}

/// How many problems of these shapes one call must solve at once to let go.
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
    releases.then(|| format!("a batch of {count} in one call is let go: {}", text()))
}

/// What a reader can do, best first.
pub(crate) fn advice(
    function: &Function,
    edition: &Edition,
    shapes: &[Shape],
    dtype: Dtype,
    verdict: Verdict,
) -> Vec<String> {
    let releases = |other: &Function| other.editions[0].verdict(shapes, dtype) == Ok(Verdict::Releases);
    if verdict == Verdict::Releases {
        let blas = edition
            .steps
            .iter()
            .any(|step| std::ptr::addr_eq(step.rule, &raw const rules::BLAS) || is_gufunc(&step.lets_go));
        let limit = "limit the BLAS to one thread each (threadpoolctl, OPENBLAS_NUM_THREADS, MKL_NUM_THREADS)";
        let cores = "threads: up to one for each core".to_owned();
        return std::iter::once(cores).chain(blas.then(|| limit.to_owned())).collect();
    }
    let mut all = Vec::new();
    if dtype == Dtype::Object && edition.verdict(shapes, Dtype::Float64) == Ok(Verdict::Releases) {
        all.push("use a numeric dtype: with float64 the same call lets go".to_owned());
    }
    let others = functions::all().filter(|other| {
        let namesake = last(other.name) == last(function.name) && other.name != function.name;
        namesake || INSTEAD.contains(&(function.call, other.call))
    });
    for other in others.filter(|other| is_todays(edition) && releases(other)) {
        all.push(format!("{} lets go on such arrays", other.call));
    }
    if edition.steps.iter().any(|step| matches!(step.lets_go, LetsGo::Elements | LetsGo::ElementsOf(_))) {
        all.push("give it more than 500 elements at once".to_owned());
    }
    all.push(if is_todays(edition) {
        "processes (multiprocessing, joblib), or a free-threaded Python, in which no call holds others up".to_owned()
    } else {
        "processes (multiprocessing, joblib)".to_owned()
    });
    all
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
        assert_eq!(turns("numpy.linalg.inv", "1500x1500"), "a square matrix is let go from 23x23 on");
        assert_eq!(
            turns("numpy.linalg.det", "1500x1500"),
            "no single square matrix is let go, however large; a batch of 501 in one call is let go: 501x1500x1500"
        );
        assert_eq!(turns("numpy.dot", "9 9"), "");
    }

    #[test]
    fn what_is_advised_fits_the_call() {
        let advice = |function, shapes, dtype, read| ask(function, shapes, dtype, read).advice.join("; ");
        assert!(advice("scipy.linalg.inv", "300x300", "float64", None).starts_with("numpy.linalg.inv(a) lets go"));
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
