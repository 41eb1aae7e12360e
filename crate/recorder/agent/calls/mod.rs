//! Which calls of C code a thread is in: `sys.monitoring` tells the agent of each in Python 3.12 and later, and the profile
//! function before.
//!
//! Invariants: the interpreter is only asked where a thread of its own runs bytecode, and for an operator's line; a callback
//! raises nothing, and keeps no object of the program's alive but functions. A program that has taken the tools 3 and 4, or
//! the profile function, for itself keeps them.

mod callee;
mod frames;
mod monitoring;
mod operators;
mod places;
mod profile;
mod python;
mod text;

use crate::layout::{Calls, Kind};
use crate::ring;
use callee::Callee;
use core::ffi::{c_int, c_long, c_void};
use core::sync::atomic::{AtomicU8, Ordering};
use frames::Profile;
pub(crate) use operators::operator;
use python::{FASTCALL, Method, Object, Python};

/// What is done about calls.
static STATE: AtomicU8 = AtomicU8::new(NOT_YET);
const NOT_YET: u8 = 0;
const ASKED: u8 = 1;

/// Those that are nobody's: 0 is for debuggers, 1 for coverage, 2 for profilers, 5 for optimisers.
const TOOLS: [c_int; 2] = [3, 4];

/// Finds what has to be found before anything is asked.
pub(crate) fn prepare() {
    python::prepare();
}

/// Asks the interpreter, once it is there, to have its main thread install the tool as soon as that runs bytecode.
///
/// Nothing is waited for: a thread that puts a function on the interpreter's list holds no lock of a GIL meanwhile.
pub(crate) fn ask() {
    if STATE.load(Ordering::Relaxed) != NOT_YET || !ring::wants_calls() || !python::is_initialized() {
        return;
    }
    if STATE.swap(ASKED, Ordering::Relaxed) == ASKED {
        return;
    }
    if !python::when_it_runs(install) {
        // There is no room on the list just now.
        STATE.store(NOT_YET, Ordering::Relaxed);
    }
}

static CALLBACKS: [Method; 2] = [
    Method { name: c"called".as_ptr(), function: called, flags: FASTCALL, docs: core::ptr::null() },
    Method { name: c"returned".as_ptr(), function: returned, flags: FASTCALL, docs: core::ptr::null() },
];

extern "C" fn install(_: *mut c_void) -> c_int {
    // SAFETY: the interpreter calls this where it holds the GIL, between two instructions.
    let (state, interval) = unsafe { (installed(), Python::get().and_then(|python| python.interval())) };
    ring::note(Kind::CallsAre, state as u64);
    if let Some(interval) = interval {
        ring::note(Kind::Interval, interval);
    }
    0
}

/// # Safety
/// The caller is a thread of the interpreter's that may run bytecode.
unsafe fn installed() -> Calls {
    // What operators are asked with is found here, outside of all hooks.
    let (Some(python), Some(_)) = (Python::get(), Profile::get()) else { return Calls::Failed };
    if !python::is_safe() {
        return Calls::Unsafe;
    }
    // SAFETY: the caller's word.
    unsafe {
        if !python::has_monitoring() {
            return profile::install(python);
        }
        let Some(monitoring) = python.monitoring() else { return Calls::Failed };
        let Some(tool) = TOOLS.into_iter().find(|tool| monitoring.is_free(*tool)) else { return Calls::NoTool };
        if monitoring.install(tool, &CALLBACKS) { Calls::Told } else { Calls::Failed }
    }
}

/// `(code, offset, callable, first argument)`
unsafe extern "C" fn called(_: *mut Object, arguments: *const *mut Object, count: isize) -> *mut Object {
    let Some(python) = Python::get() else { return core::ptr::null_mut() };
    // SAFETY: the interpreter hands over as many objects as it says, and they live until this returns.
    unsafe {
        if count >= 3 {
            let [code, offset, callable] = [0, 1, 2].map(|at| *arguments.add(at));
            match python.callee(callable) {
                Some(callee) => {
                    if let Some((place, caller)) = place(python, code, offset, callee) {
                        ring::enters(place, caller);
                    }
                }
                None => ring::runs_python(),
            }
        }
    }
    python.none
}

/// The same of a call that is over, with or without an exception.
unsafe extern "C" fn returned(_: *mut Object, arguments: *const *mut Object, count: isize) -> *mut Object {
    let Some(python) = Python::get() else { return core::ptr::null_mut() };
    // SAFETY: likewise.
    unsafe {
        if count >= 3 {
            let [code, offset, callable] = [0, 1, 2].map(|at| *arguments.add(at));
            let callee = python.callee(callable);
            if let Some((place, _)) = callee.and_then(|callee| place(python, code, offset, callee)) {
                ring::leaves(place);
            }
        }
    }
    python.none
}

/// The number of a callee at an instruction and that of the code, while anything is told at all; what the callee is called is
/// told when it is seen first.
unsafe fn place(python: &Python, code: *mut Object, offset: *mut Object, callee: Callee) -> Option<(u32, u64)> {
    if !ring::is_open() {
        return None;
    }
    // SAFETY: the caller's objects.
    unsafe {
        let offset = python.number(offset);
        let own = places::code(python, code);
        let found = places::number(own.number, offset as u64, callee.key as u64)?;
        if found.is_new {
            let text = python.words(code, (python.line)(code, offset as c_int), callee);
            ring::note_text(Kind::Place, found.number.into(), text.get());
        }
        Some((found.number, own.number))
    }
}

/// What the interpreter calls itself `long` in C.
const _: () = assert!(size_of::<c_long>() == 8);
