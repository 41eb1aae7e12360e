//! One file's text, or a whole tree, to the places in it that release the GIL.
//!
//! Reading order: `c` (macros and guards, over `c_text` and `c_scope`), `cython`, `f2py`, `pythran`. Invariant: a scanner never
//! fails: it takes any text, evaluates no `#if` and expands no template, so that a place is where a reader finds it.

mod blank;
mod c;
mod c_scope;
mod c_text;
mod cython;
mod f2py;
#[cfg(test)]
mod laws;
mod pythran;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::kind;
use super::places::{self, Place, Tree};
use crate::stamp;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    C,
    Cython,
    F2py,
    Python,
}

/// The endings of names once `.in` and `.src`, the marks of a template, are off.
const ENDINGS: &[(Language, &[&str])] = &[
    (Language::C, &["c", "h", "cc", "cpp", "cxx", "hh", "hpp", "hxx", "inc"]),
    (Language::Cython, &["pyx", "pxd", "pxi"]),
    (Language::F2py, &["pyf"]),
    (Language::Python, &["py"]),
];

impl Language {
    fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let name = name.strip_suffix(".in").or_else(|| name.strip_suffix(".src")).unwrap_or(name);
        let (_, ending) = name.rsplit_once('.')?;
        ENDINGS.iter().find(|(_, endings)| endings.contains(&ending)).map(|(language, _)| *language)
    }

    fn places(self, text: &str) -> Vec<Place> {
        match self {
            Self::C => c::places(text),
            Self::Cython => cython::places(text),
            Self::F2py => f2py::places(text),
            Self::Python => pythran::places(text),
        }
    }
}

/// All places under `root`, and what should be known of it besides.
pub(crate) fn tree(root: &Path) -> Result<(Tree, BTreeSet<String>)> {
    let (mut tree, mut unknown) = (Tree::default(), BTreeSet::new());
    for path in stamp::files(&[root], &[])? {
        let Some(language) = Language::of(&path) else { continue };
        if language == Language::C && path.with_extension("pyx").exists() {
            // What Cython made of a file that is read itself.
            continue;
        }
        let bytes = fs::read(&path).with_context(|| format!("can't read {}", path.display()))?;
        // Names of authors in comments are the only letters that old files write in other encodings.
        let text = String::from_utf8_lossy(&bytes);
        let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
        if !kind::KINDS.iter().any(|kind| text.contains(kind.word())) {
            continue;
        }
        for place in language.places(&text) {
            places::add(&mut tree, &name, place);
        }
        if language == Language::C {
            unknown.extend(unknown_macros(&text).into_iter().map(|word| format!("{word} in {name}")));
        }
    }
    Ok((tree, unknown))
}

/// Macros that are defined by one that releases it and have no row of their own.
fn unknown_macros(text: &str) -> Vec<String> {
    let text = c_text::blanked(text);
    let defines = c_text::tokens(&text).into_iter().filter_map(|token| match token.what {
        c_text::What::Define { name, body } => Some((name, body)),
        _ => None,
    });
    let unknown = defines.filter(|(name, body)| {
        kind::of_word(name).is_none() && c_text::words(body).any(|word| kind::of_word(word).is_some())
    });
    unknown.map(|(name, _)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_of_the_language_of_what_it_becomes() {
        let language = |name: &str| Language::of(Path::new(name));
        assert_eq!(language("a/loops.c.src"), Some(Language::C));
        assert_eq!(language("a/umath_linalg.cpp"), Some(Language::C));
        assert_eq!(language("a/_bounded_integers.pyx.in"), Some(Language::Cython));
        assert_eq!(language("a/flapack.pyf.src"), Some(Language::F2py));
        assert_eq!(language("a/array.rst"), None);
        assert_eq!(language("Makefile"), None);
    }

    #[test]
    fn a_macro_that_lets_go_by_another_name_is_reported() {
        let text =
            "#define MY_BEGIN \\\n  do { _save = PyEval_SaveThread(); } while (0)\n#define NPY_BEGIN_THREADS x\n";
        assert_eq!(unknown_macros(text), ["MY_BEGIN"]);
    }
}
