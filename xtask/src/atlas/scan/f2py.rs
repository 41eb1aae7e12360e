//! `threadsafe` in f2py's signature files: the wrapper releases the GIL around the call of the Fortran routine.
//!
//! Invariant: a routine's name is what stands between its keyword and its arguments, templates and all.

use super::Place;
use super::blank::{blank, line, quoted, triple_quoted};
use crate::atlas::kind;

pub(super) fn places(text: &str) -> Vec<Place> {
    let text = blank(text, |rest, _| match rest.as_bytes()[0] {
        b'!' => line(rest),
        b'"' | b'\'' => triple_quoted(rest).unwrap_or_else(|| quoted(rest)),
        _ => 0,
    });
    let (mut routine, mut places) = (String::new(), Vec::new());
    for (line, number) in text.lines().zip(1..) {
        match heading(line) {
            Some(Heading::Starts(name)) => name.clone_into(&mut routine),
            Some(Heading::Ends) => routine.clear(),
            None if line.trim() == kind::THREADSAFE => {
                places.push(Place { line: number, function: routine.clone(), kind: kind::THREADSAFE });
            }
            None => {}
        }
    }
    places
}

enum Heading<'a> {
    Starts(&'a str),
    Ends,
}

/// What a line does to the routine that is being described.
fn heading(line: &str) -> Option<Heading<'_>> {
    let mut words = line.split_whitespace();
    if words.next()? == "end" {
        return matches!(words.next(), Some("subroutine" | "function")).then_some(Heading::Ends);
    }
    let after = ["subroutine ", "function "].into_iter().find_map(|keyword| {
        let at = line.find(keyword)?;
        let whole = line[..at].chars().next_back().is_none_or(char::is_whitespace);
        whole.then(|| line[at + keyword.len()..].trim_start())
    })?;
    Some(Heading::Starts(&after[..arguments(after)]))
}

/// Where the arguments begin: the first parenthesis outside of a template's `<…>`.
fn arguments(text: &str) -> usize {
    let mut depth = 0;
    let at = text.find(|c: char| {
        match c {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ => {}
        }
        depth == 0 && (c == '(' || c.is_whitespace())
    });
    at.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directive_belongs_to_the_routine_around_it() {
        let text = r"
python module _flapack
interface
subroutine <prefix2>gesdd(m,n,minmn,a)
    ! threadsafe
    threadsafe
    callstatement { (*f2py_func)(&m); }
end subroutine <prefix2>gesdd
function <c,s,z>lange(norm,m) result(n2)
    usercode '''
threadsafe
'''
    threadsafe
end function <c,s,z>lange
  subroutine <prefix><sy(x),he>evr(n)
threadsafe
  end subroutine <prefix><sy(x),he>evr
threadsafe
";
        let found: Vec<_> = places(text).into_iter().map(|place| (place.line, place.function)).collect();
        let expected = [(6, "<prefix2>gesdd"), (13, "<c,s,z>lange"), (16, "<prefix><sy(x),he>evr"), (18, "")];
        assert_eq!(found, expected.map(|(line, name)| (line, name.to_owned())));
    }
}
