//! From a name or a call as it is written to a call of the atlas, or to the names that are nearest.
//!
//! Invariant: a name that is not in the atlas finds nothing; what is near is offered and never taken.

use crate::aliases::full;
use crate::arguments;
use crate::functions;
use crate::rule::Function;
use crate::shape::Shape;
use crate::typed;
use std::collections::BTreeSet;

/// How many names are offered.
const OFFERED: usize = 3;
/// Less alike than this is another word.
const ALIKE: f64 = 0.55;

/// What was found.
pub(crate) struct Found {
    pub(crate) function: &'static Function,
    /// Why this call, where the name has others or is another's.
    pub(crate) read_as: Option<String>,
}

/// The call written like that, or of that name, or of the first function that the text can be read as: of several calls
/// the first, which is the plain one, that takes such arrays.
///
/// # Errors
/// Says that it is not in the atlas, and which names are near.
pub(crate) fn find(written: &str, shapes: &[Shape]) -> Result<Found, String> {
    let wanted = full(written.trim());
    if let Some(function) = functions::written(&wanted) {
        return Ok(Found { function, read_as: None });
    }
    let typed = typed::read(written);
    if let Some(function) = functions::all().find(|function| typed.call == Some(function.call)) {
        return Ok(Found { function, read_as: None });
    }
    let of_name = |name: &str| functions::all().filter(|function| function.name == name).collect::<Vec<_>>();
    let named: Vec<_> = typed.functions.iter().flat_map(|name| of_name(name)).collect();
    let Some(plain) = named.first().copied() else {
        let near = nearest(&wanted);
        let offer = if near.is_empty() {
            "`gil atlas` lists what is".to_owned()
        } else {
            format!("did you mean {}?", near.join(" or "))
        };
        return Err(format!("{written:?} is not in the atlas: {offer}"));
    };
    let function = named.into_iter().find(|function| arguments::fits(function, shapes).is_ok()).unwrap_or(plain);
    let mut notes = typed.notes;
    if function.call != plain.call {
        notes.push(format!("these shapes fit {}, not {}", function.call, plain.call));
    } else if notes.is_empty() && wanted != function.name {
        notes.push(format!("{} is {}", written.trim(), function.name));
    }
    Ok(Found { function, read_as: (!notes.is_empty()).then(|| notes.join("; ")) })
}

/// The last part of a name, which is what people remember.
fn last(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, last)| last)
}

/// Names that end alike first, then the most alike.
pub(crate) fn nearest(wanted: &str) -> Vec<&'static str> {
    let names: BTreeSet<&'static str> = functions::all().map(|function| function.name).collect();
    let likeness = |name: &str| {
        let whole = strsim::normalized_damerau_levenshtein(wanted, name);
        let ends = strsim::normalized_damerau_levenshtein(last(wanted), last(name));
        // The same end counts more than the same package, of which many write nothing.
        if wanted.contains('.') { 0.4 * whole + 0.6 * ends } else { ends }
    };
    let mut near: Vec<_> =
        names.into_iter().map(|name| (likeness(name), name)).filter(|near| near.0 >= ALIKE).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    near.into_iter().take(OFFERED).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_a_call_and_numpys_nickname_find_the_same() {
        for written in ["numpy.linalg.svd", "np.linalg.svd", " numpy.linalg.svd(a) ", "np.linalg.svd( a )"] {
            assert_eq!(find(written, &[]).unwrap().function.call, "numpy.linalg.svd(a)", "{written}");
        }
        assert_eq!(
            find("numpy.linalg.svd(a,compute_uv=False)", &[]).unwrap().function.call,
            "numpy.linalg.svd(a, compute_uv=False)"
        );
    }

    #[test]
    fn what_people_type_is_answered_and_told_how_it_was_read() {
        for (written, call, told) in [
            ("from scipy.linalg import eigh", "scipy.linalg.eigh(a)", "is scipy.linalg.eigh"),
            ("a.dot(b)", "numpy.dot(a, b)", "a.dot(b) is numpy.dot"),
            ("x @ y", "numpy.matmul(a, b)", "x @ y is numpy.matmul"),
            ("np.multiply", "numpy.add(a, b)", "numpy.multiply was not measured; it works the way numpy.add does"),
            ("scipy.special.expit", "scipy.special.erf(a)", "the same rule decides"),
            ("np.random.rand", "numpy.random.random(size)", "another name for numpy.random.random"),
        ] {
            let found = find(written, &[]).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(found.function.call, call, "{written}");
            assert!(found.read_as.as_ref().is_some_and(|read_as| read_as.contains(told)), "{:?}", found.read_as);
        }
    }

    #[test]
    fn what_is_near_is_offered_and_what_is_not_is_not() {
        assert_eq!(nearest("numpy.linalg.dte")[0], "numpy.linalg.det");
        assert_eq!(nearest("svd")[..2], ["numpy.linalg.svd", "scipy.linalg.svd"]);
        assert_eq!(nearest("svdd")[0], "numpy.linalg.svd");
        assert!(nearest("numpy.xyzzy").is_empty());
        assert!(find("numpy.xyzzy", &[]).err().unwrap().contains("lists what is"));
    }
}
