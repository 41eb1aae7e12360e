//! The profile function, through which an interpreter before 3.12 tells of calls.
//!
//! It tells of C functions and methods, but of no other object that is called, such as NumPy's universal functions. So the
//! Python functions of NumPy and SciPy count as calls, too, where code outside of them calls them.
//!
//! Invariants: a thread that has a profile function of the program's keeps it; threads that `threading` starts get this one
//! before they run anything, others none.

use super::frames::Profile;
use super::places;
use super::python::{Method, NOARGS, Object, Python, VARARGS};
use crate::layout::{Calls, Kind};
use crate::ring;
use core::ffi::{CStr, c_int};
use core::ptr::null_mut;
use core::sync::atomic::{AtomicUsize, Ordering};

/// `PyTrace_CALL` and those after it.
const CALL: c_int = 0;
const RETURN: c_int = 3;
const C_CALL: c_int = 4;
const C_EXCEPTION: c_int = 5;
const C_RETURN: c_int = 6;

/// What tells `_thread.start_new_thread` from all other functions.
static STARTS_THREADS: AtomicUsize = AtomicUsize::new(0);

static BOOTSTRAP: Method =
    Method { name: c"profile".as_ptr(), function: begin_thread, flags: VARARGS, docs: core::ptr::null() };

/// # Safety
/// The caller is the interpreter's main thread, and may run bytecode.
pub(super) unsafe fn install(python: &Python) -> Calls {
    let Some(profile) = Profile::get() else { return Calls::Failed };
    // SAFETY: the caller's word.
    unsafe {
        if !Profile::is_free(python) {
            return Calls::NoTool;
        }
        if !places::begin(python) {
            return Calls::Failed;
        }
        STARTS_THREADS.store(profile.starter(python), Ordering::Relaxed);
        (profile.set)(profiled, null_mut());
    }
    Calls::Builtins
}

/// The first event of a thread that `threading` has started: from now on it has the profile function itself.
unsafe extern "C" fn begin_thread(_: *mut Object, _: *const *mut Object, _: isize) -> *mut Object {
    let Some(python) = Python::get() else { return null_mut() };
    // SAFETY: the interpreter calls this in that thread.
    unsafe {
        if let Some(profile) = Profile::get() {
            (profile.set)(profiled, null_mut());
        }
        (python.keep)(python.none);
    }
    python.none
}

/// `Py_tracefunc`
unsafe extern "C" fn profiled(_: *mut Object, frame: *mut Object, what: c_int, argument: *mut Object) -> c_int {
    let (Some(python), Some(profile)) = (Python::get(), Profile::get()) else { return 0 };
    // SAFETY: the interpreter hands over a frame that runs, and a function where it says so.
    unsafe {
        match what {
            CALL => called(python, profile, frame),
            RETURN => {
                if let Some((place, _)) = of_a_package(python, profile, frame) {
                    ring::leaves(place);
                }
            }
            C_CALL => {
                if let Some((place, caller, key)) = of_c(python, profile, frame, argument) {
                    if key == STARTS_THREADS.load(Ordering::Relaxed) {
                        profile.for_threads(python, &BOOTSTRAP);
                    }
                    if sets_another(key) {
                        ring::leaves_all();
                    } else {
                        ring::enters(place, caller);
                    }
                }
            }
            C_RETURN | C_EXCEPTION => {
                if let Some((place, ..)) = of_c(python, profile, frame, argument) {
                    ring::leaves(place);
                }
            }
            _ => {}
        }
    }
    0
}

unsafe fn called(python: &Python, profile: &Profile, frame: *mut Object) {
    ring::runs_python();
    // SAFETY: the caller's frame.
    if let Some((place, caller)) = unsafe { of_a_package(python, profile, frame) } {
        ring::enters(place, caller);
        ring::runs_python();
    }
}

/// The place from which a frame calls a function made in C, the number of its code, and what tells that function from others.
unsafe fn of_c(
    python: &Python,
    profile: &Profile,
    frame: *mut Object,
    function: *mut Object,
) -> Option<(u32, u64, usize)> {
    if !ring::is_open() {
        return None;
    }
    // SAFETY: the caller's objects.
    unsafe {
        let callee = python.callee(function)?;
        let line = profile.line(frame);
        let code = profile.code(frame);
        let number = places::code(python, code.object).number;
        let found = places::number(number, line as u64, callee.key as u64)?;
        if found.is_new {
            let text = python.words(code.object, line, callee);
            ring::note_text(Kind::Place, found.number.into(), text.get());
        }
        Some((found.number, number, callee.key))
    }
}

/// The place from which a function of NumPy's or SciPy's was called, where that is outside of them, and the number of the code
/// that calls.
unsafe fn of_a_package(python: &Python, profile: &Profile, frame: *mut Object) -> Option<(u32, u64)> {
    if !ring::is_open() {
        return None;
    }
    // SAFETY: the caller's frame, and the one that called it.
    unsafe {
        let code = profile.code(frame);
        let own = places::code(python, code.object);
        if !own.is_numeric {
            return None;
        }
        let back = profile.back(frame)?;
        let caller = profile.code(back.object);
        let calling = places::code(python, caller.object);
        if calling.is_numeric {
            return None;
        }
        let line = profile.line(back.object);
        let found = places::number(own.number, line as u64, 0)?;
        if found.is_new {
            let text = python.words_of_frame(profile, frame, code.object, caller.object, line);
            ring::note_text(Kind::Place, found.number.into(), text.get());
        }
        Some((found.number, calling.number))
    }
}

/// Whether a function made in C sets another profile function, as `sys.setprofile` and cProfile's `enable` do: then nobody
/// tells of the end of this call, nor of those around it.
unsafe fn sets_another(key: usize) -> bool {
    // SAFETY: it is the address of the function's description, which stays.
    let (name, flags) = unsafe {
        let method = &*(key as *const Method);
        (CStr::from_ptr(method.name), method.flags)
    };
    // `gc.enable` has no arguments.
    name == c"setprofile" || name == c"enable" && flags & NOARGS == 0
}
