//! `nogil` in Cython: blocks that release it, functions that may run without the GIL, and declarations of such.
//!
//! Invariant: types are no places: `ctypedef`, pointers to functions and casts say `nogil` about calls made elsewhere.
//! A template's `{{name}}` is part of a name like any letter.

use super::Place;
use super::blank::{blank, line, quoted, triple_quoted};
use crate::atlas::kind;

pub(super) fn places(text: &str) -> Vec<Place> {
    let (mut scopes, mut places): (Vec<(usize, String)>, _) = (Vec::new(), Vec::new());
    for statement in statements(&blanked(text)) {
        scopes.retain(|(indent, _)| *indent < statement.indent);
        let Some(Meaning { own, kind, opens }) = meaning(&statement.flat) else { continue };
        let names: Vec<&str> = scopes.iter().map(|(_, name)| name.as_str()).chain(own).collect();
        places.extend(kind.map(|kind| Place { line: statement.line, function: names.join("."), kind }));
        scopes.extend(own.filter(|_| opens).map(|own| (statement.indent, own.to_owned())));
    }
    places
}

fn blanked(text: &str) -> String {
    blank(text, |rest, _| match rest.as_bytes()[0] {
        b'{' => directive(rest),
        b'#' => line(rest),
        b'"' | b'\'' => triple_quoted(rest).unwrap_or_else(|| quoted(rest)),
        _ => 0,
    })
}

/// What templates say to themselves between `{{` and `}}`.
const DIRECTIVES: &[&str] = &["py:", "for", "endfor", "if", "elif", "else", "endif", "default", "def", "enddef"];

/// The length of a template's directive, which is no statement wherever it stands, if `text` starts with one.
fn directive(text: &str) -> usize {
    let Some((inner, _)) = text.strip_prefix("{{").and_then(|text| text.split_once("}}")) else { return 0 };
    let first = inner.split_whitespace().next().unwrap_or_default();
    if DIRECTIVES.contains(&first) { inner.len() + 4 } else { 0 }
}

/// A statement, on however many lines.
struct Statement {
    line: u32,
    indent: usize,
    /// What stands outside of brackets; a group in parentheses is left as `()`, one in square brackets as nothing.
    flat: String,
}

fn statements(text: &str) -> Vec<Statement> {
    let (mut statements, mut depth, mut continued) = (Vec::<Statement>::new(), 0_usize, false);
    for (line, number) in text.lines().zip(1..) {
        if depth == 0 && !continued {
            if line.trim().is_empty() {
                continue;
            }
            let indent = line.len() - line.trim_start().len();
            statements.push(Statement { line: number, indent, flat: String::new() });
        }
        let Some(Statement { flat, .. }) = statements.last_mut() else { continue };
        for c in line.chars() {
            match c {
                '(' | '[' => {
                    flat.extend((depth == 0 && c == '(').then_some("()"));
                    depth += 1;
                }
                ')' | ']' => depth = depth.saturating_sub(1),
                _ if depth == 0 => flat.push(c),
                _ => {}
            }
        }
        continued = line.trim_end().ends_with('\\');
    }
    statements
}

/// What a statement says of the GIL and of names.
struct Meaning<'a> {
    /// The function or class that it defines or declares.
    own: Option<&'a str>,
    kind: Option<&'static str>,
    /// Whether what is indented below belongs to its name.
    opens: bool,
}

fn meaning(flat: &str) -> Option<Meaning<'_>> {
    let (header, body) = flat.split_once(':').map_or((flat, None), |(header, body)| (header, Some(body)));
    let names: Vec<&str> = words(header).collect();
    let (nogil, class) = (names.contains(&"nogil"), class(&names));
    match *names.first()? {
        "ctypedef" => None,
        "with" => Some(Meaning { own: None, kind: nogil.then_some(kind::WITH_NOGIL), opens: false }),
        "cdef" if names.contains(&"extern") && names.contains(&"from") => {
            Some(Meaning { own: None, kind: nogil.then_some(kind::NOGIL_EXTERN), opens: false })
        }
        _ if class.is_some() => Some(Meaning { own: class, kind: None, opens: true }),
        "def" | "cdef" | "cpdef" | "async" if body.is_some() => {
            let function = function(header)?;
            let kind = function.nogil.then_some(kind::NOGIL_FUNCTION);
            Some(Meaning { own: Some(function.name), kind, opens: true })
        }
        // In a `.pxd` and in a block of `cdef extern` anything may be a return type.
        _ if body.is_none() => {
            let function = function(header).filter(|function| function.nogil)?;
            Some(Meaning { own: Some(function.name), kind: Some(kind::NOGIL_DECLARATION), opens: false })
        }
        _ => None,
    }
}

/// The class that a statement with these words opens.
fn class<'a>(names: &[&'a str]) -> Option<&'a str> {
    let at = names.iter().take(3).position(|name| matches!(*name, "class" | "cppclass"))?;
    names.get(at + 1).copied()
}

struct Function<'a> {
    name: &'a str,
    nogil: bool,
}

/// The function that a header without its colon is of; a pointer to one has two groups side by side.
fn function(header: &str) -> Option<Function<'_>> {
    let (before, after) = header.split_once("()")?;
    if before.contains('=') || after.trim_start().starts_with("()") {
        return None;
    }
    let tail = header.rsplit("()").next().unwrap_or_default();
    let nogil = words(tail).any(|word| word == "nogil") && !tail.contains(['>', '=']);
    Some(Function { name: words(before).last()?, nogil })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '{' | '}')).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        places(text).iter().map(|place| format!("{} {}: {}", place.line, place.function, place.kind)).collect()
    }

    #[test]
    fn blocks_belong_to_the_function_around_them() {
        let text = r#"
cdef class Generator:
    def random(self, size=None):
        """Not: with nogil:"""
        with self.lock, nogil:
            pass
        def inner():
            with nogil, parallel():
                pass
        if size:
            with nogil:  # again
                pass
    # with nogil:
with nogil:
    pass
"#;
        let expected = [
            "5 Generator.random: with nogil",
            "8 Generator.random.inner: with nogil",
            "11 Generator.random: with nogil",
            "14 : with nogil",
        ];
        assert_eq!(found(text), expected);
    }

    #[test]
    fn functions_are_told_from_declarations() {
        let text = r#"
cdef extern from "math.h" nogil:
    double sin(double x)
cdef extern from "a.h":
    double cos "my_cos" (double x) nogil
    vector[int] many(int n) except + nogil
    cdef cppclass Tree[T]:
        T find(T x) nogil
cdef inline double f(double x) noexcept nogil:
    return x
cpdef long[:, ::1] g(double[:] a,
                     T b) except * nogil:
    with nogil:
        pass
cdef void h_{{suffix}}({{ctype}} x) nogil except -1: pass
cdef double later(double x) noexcept nogil
cdef int held(int x): return x
"#;
        let expected = [
            "2 : nogil extern",
            "5 cos: nogil declaration",
            "6 many: nogil declaration",
            "8 Tree.find: nogil declaration",
            "9 f: nogil function",
            "11 g: nogil function",
            "13 g: with nogil",
            "15 h_{{suffix}}: nogil function",
            "16 later: nogil declaration",
        ];
        assert_eq!(found(text), expected);
    }

    #[test]
    fn a_templates_directives_are_no_statements() {
        let text = r#"
def qr_insert(Q):
    if p == 1:
{{py:
CODES = ['don"t', '&frc']
}}
        with nogil:
            {{for COND in CONDS}}
            {{COND}} typecode == 1:
            {{endfor}}
{{endif}}
        with nogil:
"#;
        assert_eq!(found(text), ["7 qr_insert: with nogil", "12 qr_insert: with nogil"]);
    }

    #[test]
    fn types_and_casts_are_no_places() {
        let text = r"
ctypedef double func(double x) noexcept nogil
cdef struct bitgen:
    double (*next_double)(void *st) nogil
cdef double (*pointer)(double) nogil
def f(x):
    return (<double(*)(double) noexcept nogil>g)(x)
    y = <double(*)(double) nogil>g
";
        assert_eq!(found(text), [""; 0]);
    }
}
