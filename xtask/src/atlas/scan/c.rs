//! Macros and guards in C and C++.
//!
//! Invariant: a place is a use. A macro's definition is none, and a guard's name outside of functions is its class.

use super::Place;
use super::c_scope::Scopes;
use super::c_text::{Token, What, blanked, tokens, words};
use crate::atlas::kind::{self, Form};

pub(super) fn places(text: &str) -> Vec<Place> {
    let text = blanked(text);
    let (mut scopes, mut places) = (Scopes::default(), Vec::new());
    let tokens = tokens(&text);
    for (at, token) in tokens.iter().enumerate() {
        scopes.step(*token);
        let What::Word(word) = token.what else { continue };
        let Some(kind) = kind::of_word(word) else { continue };
        let (counts, function) = match kind.form {
            Form::Maker => (lets_go(&tokens, word), argument(&tokens[at + 1..])),
            Form::Guard => (scopes.in_function(), scopes.path()),
            Form::Macro | Form::Grammar => (true, scopes.path()),
        };
        places.extend(counts.then_some(Place { line: token.line, function, kind: kind.name }));
    }
    places
}

/// Whether this file's own definition of the macro releases the GIL; under the same name others, or older ones, may not.
fn lets_go(tokens: &[Token<'_>], macro_name: &str) -> bool {
    tokens.iter().any(|token| match token.what {
        What::Define { name, body } => name == macro_name && words(body).any(|word| kind::of_word(word).is_some()),
        _ => false,
    })
}

/// The first argument of the macro whose name was just read.
fn argument(after: &[Token<'_>]) -> String {
    match after.iter().map(|token| token.what).take(2).collect::<Vec<_>>()[..] {
        [What::Mark('('), What::Word(word)] => word.to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        places(text).iter().map(|place| format!("{} {} {}", place.line, place.function, place.kind)).collect()
    }

    #[test]
    fn a_place_names_the_function_around_it() {
        let text = r"
NPY_NO_EXPORT PyObject *
cblas_matrixproduct(int typenum, PyArrayObject *ap1)
{
    NPY_BEGIN_THREADS_DEF;
    if (typenum) {
        NPY_BEGIN_ALLOW_THREADS;
    }
}
static NPY_INLINE __attribute__((noinline)) void after(void) { Py_BEGIN_ALLOW_THREADS }
";
        let expected = [
            "5 cblas_matrixproduct NPY_BEGIN_THREADS_DEF",
            "7 cblas_matrixproduct NPY_BEGIN_ALLOW_THREADS",
            "10 after Py_BEGIN_ALLOW_THREADS",
        ];
        assert_eq!(found(text), expected);
    }

    #[test]
    fn definitions_comments_and_strings_are_no_places() {
        let text = r#"
#define NPY_BEGIN_THREADS do { \
        _save = PyEval_SaveThread(); } while (0);
/* NPY_BEGIN_THREADS */
void f(void) { // NPY_BEGIN_THREADS
    puts("NPY_BEGIN_THREADS");
}
"#;
        assert_eq!(found(text), [""; 0]);
    }

    #[test]
    fn a_templates_function_keeps_its_marks() {
        let text = "/**begin repeat\n * #TYPE = INT#\n */\nNPY_NO_EXPORT void\n@TYPE@_dot(char *ip1)\n{\n    NPY_BEGIN_THREADS_THRESHOLDED(n);\n}\n/**end repeat**/";
        assert_eq!(found(text), ["7 @TYPE@_dot NPY_BEGIN_THREADS_THRESHOLDED"]);
        let made = "NPY_NO_EXPORT void NPY_CPU_DISPATCH_CURFX(@TYPE@_add)\n(char **args) {\n NPY_BEGIN_THREADS; }";
        assert_eq!(found(made), ["3 @TYPE@_add NPY_BEGIN_THREADS"]);
    }

    #[test]
    fn a_function_that_a_macro_makes_is_called_by_its_first_argument() {
        let text = r"
#define DEFINE_WRAP_CDIST(name, type) \
    static void cdist_ ## name(void) { NPY_BEGIN_ALLOW_THREADS; }
DEFINE_WRAP_CDIST(yule, char)
DEFINE_WRAP_CDIST(dice, char)

static PyObject *cdist_hamming(PyObject *self) __attribute__((cold))
{
    NPY_BEGIN_ALLOW_THREADS;
}
";
        let expected =
            ["4 yule DEFINE_WRAP_CDIST", "5 dice DEFINE_WRAP_CDIST", "9 cdist_hamming NPY_BEGIN_ALLOW_THREADS"];
        assert_eq!(found(text), expected);
        let held = text.replace("NPY_BEGIN_ALLOW_THREADS", "");
        assert_eq!(found(&held), [""; 0]);
    }

    #[test]
    fn of_branches_that_each_open_a_function_the_first_counts() {
        let text = "\n#ifdef A\nint f(int a) {\n#else\nint other(long a) {\n  Py_BEGIN_ALLOW_THREADS\n#endif\n  Py_BEGIN_ALLOW_THREADS\n}\nint g() { Py_BEGIN_ALLOW_THREADS }";
        assert_eq!(
            found(text),
            ["6 other Py_BEGIN_ALLOW_THREADS", "8 f Py_BEGIN_ALLOW_THREADS", "10 g Py_BEGIN_ALLOW_THREADS"]
        );
    }

    #[test]
    fn a_guard_counts_where_it_is_made_and_not_where_its_class_is() {
        let text = r#"
extern "C" {
namespace np { namespace raii {
class SaveThreadState
{
    SaveThreadState() : a(1) { thread_state = PyEval_SaveThread(); }
    ~SaveThreadState() { PyEval_RestoreThread(thread_state); }
    SaveThreadState(const SaveThreadState&) = delete;
};
}}
template<typename T, bool (*equal)(T, T)>
static PyObject *unique_numeric(PyArrayObject *self) {
    auto f = [](int x) { return x; };
    { np::raii::SaveThreadState save_thread_state{}; }
}
template <class T> int Tree<T>::query(py::object x) const {
    py::gil_scoped_release release;
}
struct table { int a; } names[] = { {"a", f(1)} };
PYBIND11_MODULE(_core, m) { m.def("run", &run, py::call_guard<py::gil_scoped_release>()); }
}
"#;
        let expected = [
            "6 SaveThreadState::SaveThreadState PyEval_SaveThread",
            "14 unique_numeric SaveThreadState",
            "17 query gil_scoped_release",
            "20 PYBIND11_MODULE gil_scoped_release",
        ];
        assert_eq!(found(text), expected);
    }
}
