//! The agent: loaded into a CPython by `LD_PRELOAD`, it writes down who takes, drops and waits for the GIL.
//!
//! `take_gil` and `drop_gil` are static functions of the interpreter, but the GIL is the only user of `pthread_cond_*` in
//! it on Linux. So the words through which the interpreter calls those functions are pointed at the agent's own, and every
//! take, drop and wait passes by. Which call of C code a thread is in, `sys.monitoring` tells, where it is there.
//!
//! Invariants: the agent has no thread and no signal handler, allocates nothing, and waits for no lock inside a hook. A process
//! that is no CPython, or has no recorder, runs as if it weren't there.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![allow(unsafe_code, reason = "it patches the process that it is loaded into")]

mod blas;
mod calls;
mod elf;
mod hooks;
#[path = "../src/layout.rs"]
#[allow(dead_code, unreachable_pub, reason = "the recorder has the same file, and reads what is written here")]
mod layout;
mod memory;
mod patch;
mod ring;
mod stack;
mod sys;
mod time;

use layout::VARIABLE;
use std::ffi::{CStr, c_int};

#[used]
#[unsafe(link_section = ".init_array")]
static BEGIN: extern "C" fn() = begin;

extern "C" fn begin() {
    const NAME: [u8; VARIABLE.len() + 1] = {
        let mut name = [0; VARIABLE.len() + 1];
        let mut at = 0;
        while at < VARIABLE.len() {
            name[at] = VARIABLE.as_bytes()[at];
            at += 1;
        }
        name
    };
    // SAFETY: a C string, and what the environment has of it.
    let path = unsafe {
        let path = sys::getenv(NAME.as_ptr().cast());
        if path.is_null() {
            return;
        }
        CStr::from_ptr(path)
    };
    // Nothing is opened in a process that has no GIL.
    if !patch::begin() || !ring::open(path) {
        return;
    }
    // SAFETY: the function is there for as long as the process.
    unsafe { sys::pthread_atfork(None, None, Some(forked)) };
    calls::prepare();
    patch::the_interpreter();
    patch::everything();
}

/// What `gil_recording_stop` and `gil_recording_start` say.
const DONE: c_int = 0;
/// There is nothing to do: nothing is recorded in this process, or that is so already.
const NOTHING: c_int = 1;

/// Stops the recording of this process, at any moment: the interpreter's slots are as they were. Whoever calls this and the
/// next one holds the GIL, or there is nobody else who calls them.
#[unsafe(no_mangle)]
pub extern "C" fn gil_recording_stop() -> c_int {
    if !ring::pause() {
        return NOTHING;
    }
    patch::restore();
    DONE
}

/// Goes on with it. What threads do meanwhile is known from the next thing on that they do at the lock.
#[unsafe(no_mangle)]
pub extern "C" fn gil_recording_start() -> c_int {
    if !ring::go_on() {
        return NOTHING;
    }
    patch::again();
    DONE
}

/// After a fork nobody else is at work.
extern "C" fn forked() {
    patch::forked();
    ring::forked();
}
