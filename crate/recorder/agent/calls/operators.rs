//! What native code drops the lock for without being called: an operator such as `A @ B`, or the next row of a cursor.
//!
//! Invariant: an interpreter is asked for the line only where native code is about to leave it, in a thread that it knows;
//! nothing is looked up there, no collection of garbage begins, and an error that is set stays set.

use super::frames::Profile;
use super::places;
use super::python::{Python, has_monitoring};
use crate::layout::Kind;
use crate::ring;

/// In place of what tells one callee from another.
const CALLEE: u64 = 1;

/// What it is called: an interpreter tells nearly all calls, but some objects that can be called look like Python's.
const NAME: &str = "operator or similar";
/// The same before 3.12, where NumPy's universal functions are no calls either.
const NAME_BEFORE: &str = "operator, ufunc or similar";

/// The place of the operator that the thread is at, where calls are told and it is in none that is known.
pub(crate) fn operator() -> Option<u32> {
    // Where calls aren't told, neither was looked for.
    let (python, profile) = (Python::known()?, Profile::known()?);
    if !ring::is_open() || !ring::runs_bytecode() {
        return None;
    }
    // SAFETY: the caller is about to leave the interpreter, so its thread has a state.
    unsafe {
        if !places::are_of(python.interpreter()) || !(python.occurred)().is_null() {
            return None;
        }
        let frame = profile.now()?;
        let line = profile.line(frame);
        let code = profile.code(frame);
        let number = places::code(python, code.object).number;
        if ring::is_called_by(number) {
            // The call has run Python code, and goes on.
            return None;
        }
        let found = places::number(number, line as u64, CALLEE)?;
        if found.is_new {
            let name = if has_monitoring() { NAME } else { NAME_BEFORE };
            ring::note_text(Kind::Place, found.number.into(), python.words_of_operator(name, code.object, line).get());
        }
        Some(found.number)
    }
}
