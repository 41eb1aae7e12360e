//! The ways to release the GIL that sources have, and what each of them promises.
//!
//! Invariant: one table. A kind is called what the source calls it, and a macro that releases it but stands in no row is
//! found by its definition (`scan::unknown_macros`), not by chance.

/// What a place does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Effect {
    /// Releases whenever it is reached.
    Always,
    /// Releases when a count, the macro's argument, is above 500.
    Threshold,
    /// Releases unless the dtype needs Python, as objects do.
    Dtype,
    /// Releases nothing: may run without the GIL, and its caller decides.
    May,
    /// Releases nothing: announces what is elsewhere, a variable or a function.
    Declares,
}

/// How the word is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// A macro or function of C: the word, wherever it is used.
    Macro,
    /// A macro that makes functions which release it: the word, with its first argument as the function's name.
    Maker,
    /// A class of C++ whose objects release it while they live: the word inside a function.
    Guard,
    /// Cython's, f2py's and Pythran's own, which their scanners know by grammar.
    Grammar,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) effect: Effect,
    pub(crate) form: Form,
}

const fn row(name: &'static str, effect: Effect, form: Form) -> Kind {
    Kind { name, effect, form }
}

pub(crate) const WITH_NOGIL: &str = "with nogil";
pub(crate) const NOGIL_FUNCTION: &str = "nogil function";
pub(crate) const NOGIL_DECLARATION: &str = "nogil declaration";
pub(crate) const NOGIL_EXTERN: &str = "nogil extern";
pub(crate) const THREADSAFE: &str = "threadsafe";
pub(crate) const PYTHRAN_EXPORT: &str = "pythran export";

pub(crate) const KINDS: &[Kind] = &[
    row("Py_BEGIN_ALLOW_THREADS", Effect::Always, Form::Macro),
    // What Cython wrote for `with nogil` in old distributions, which carry its C and not its source.
    row("Py_UNBLOCK_THREADS", Effect::Always, Form::Macro),
    row("PyEval_SaveThread", Effect::Always, Form::Macro),
    row("NPY_BEGIN_ALLOW_THREADS", Effect::Always, Form::Macro),
    row("NPY_BEGIN_THREADS", Effect::Always, Form::Macro),
    // Both: of an iterator that needs no Python, its size. numpy 1.12 has it.
    row("NPY_BEGIN_THREADS_NDITER", Effect::Threshold, Form::Macro),
    row("NPY_BEGIN_THREADS_THRESHOLDED", Effect::Threshold, Form::Macro),
    row("NPY_BEGIN_THREADS_DESCR", Effect::Dtype, Form::Macro),
    row("NPY_BEGIN_THREADS_DEF", Effect::Declares, Form::Macro),
    // The ufunc loops of numpy 1.5.1.
    row("NPY_LOOP_BEGIN_THREADS", Effect::Dtype, Form::Macro),
    // SuperLU's in scipy.sparse.
    row("SLU_BEGIN_THREADS", Effect::Always, Form::Macro),
    row("SLU_BEGIN_THREADS_DEF", Effect::Declares, Form::Macro),
    // In scipy.spatial and scipy.signal.
    row("DEFINE_WRAP_CDIST", Effect::Always, Form::Maker),
    row("DEFINE_WRAP_PDIST", Effect::Always, Form::Maker),
    row("MEDIAN_FILTER_2D", Effect::Always, Form::Maker),
    // numpy's own under the names that noprefix.h gave them.
    row("BEGIN_THREADS", Effect::Always, Form::Macro),
    row("BEGIN_THREADS_DEF", Effect::Declares, Form::Macro),
    // SWIG's, in wrappers that scipy 0.9.0 carries.
    row("SWIG_PYTHON_THREAD_BEGIN_ALLOW", Effect::Always, Form::Macro),
    // pybind11's and nanobind's, then numpy's own.
    row("gil_scoped_release", Effect::Always, Form::Guard),
    row("SaveThreadState", Effect::Always, Form::Guard),
    row(WITH_NOGIL, Effect::Always, Form::Grammar),
    row(NOGIL_FUNCTION, Effect::May, Form::Grammar),
    row(NOGIL_DECLARATION, Effect::Declares, Form::Grammar),
    row(NOGIL_EXTERN, Effect::Declares, Form::Grammar),
    row(THREADSAFE, Effect::Always, Form::Grammar),
    row(PYTHRAN_EXPORT, Effect::Always, Form::Grammar),
];

impl Kind {
    /// What a file must contain to have a place of this kind.
    pub(crate) fn word(&self) -> &'static str {
        match self.name {
            WITH_NOGIL | NOGIL_FUNCTION | NOGIL_DECLARATION | NOGIL_EXTERN => "nogil",
            PYTHRAN_EXPORT => "pythran",
            name => name,
        }
    }
}

/// The row of a word of C or C++.
pub(crate) fn of_word(word: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.form != Form::Grammar && kind.name == word)
}

/// The row of a kind by its name.
pub(crate) fn find(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_stands_in_one_row() {
        for kind in KINDS {
            assert_eq!(KINDS.iter().filter(|other| other.name == kind.name).count(), 1, "{}", kind.name);
        }
    }
}
