//! Which objects get which hooks, and when.
//!
//! Invariant: an object is patched once, after the dynamic linker has filled in its slots; whoever loads a module while
//! another thread is looking leaves the look to that thread.

use crate::elf::{self, Hook, Object};
use crate::layout::Kind;
use crate::{blas, calls, hooks, ring, sys};
use core::ffi::{CStr, c_char, c_void};
use core::mem::transmute;
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

/// Where the objects lie that are done; of those beyond so many, release sites stay unknown.
static DONE: [AtomicUsize; 4096] = [const { AtomicUsize::new(0) }; 4096];
/// How often somebody wanted what is loaded to be looked at since the last look began.
static WANTED: AtomicUsize = AtomicUsize::new(0);

static DLSYM: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());

/// What happens at its lock, when it loads a module, and what its threads do where they may have none.
fn of_the_interpreter() -> [Hook; 7] {
    let [signal, wait, timed_wait] = hooks::of_the_lock();
    let loads = Hook { name: c"dlsym", instead: find_symbol as *const c_void, original: &DLSYM };
    let [create, sleep, sleep_until] = hooks::of_free_threads();
    [signal, wait, timed_wait, loads, create, sleep, sleep_until]
}

/// Those of them that this interpreter needs.
fn needed(all: &[Hook; 7]) -> &[Hook] {
    if ring::are_threads_free() { all } else { &all[..4] }
}

/// What an interpreter that can run without a GIL says of itself.
const FREE: &[u8] = b"free-threading build";

/// A module is about to be initialised, so its object is loaded.
extern "C" fn find_symbol(handle: *mut c_void, name: *const c_char) -> *mut c_void {
    // SAFETY: what the slot held before, called as it would have been; the handle says where to look, not the caller.
    let found = unsafe {
        let original: extern "C" fn(*mut c_void, *const c_char) -> *mut c_void =
            transmute(DLSYM.load(Ordering::Relaxed));
        original(handle, name)
    };
    // SAFETY: the caller's name is a C string.
    if !found.is_null() && unsafe { CStr::from_ptr(name) }.to_bytes().starts_with(b"PyInit") {
        everything();
        // An interpreter without a GIL never gets to one.
        calls::ask();
    }
    found
}

/// An address inside the interpreter.
static INTERPRETER: AtomicUsize = AtomicUsize::new(0);

/// Looks for the interpreter and for all functions that hooks stand for; says whether there is an interpreter. Called once,
/// outside of everything that holds a lock of the dynamic linker.
pub(crate) fn begin() -> bool {
    let Some(interpreter) = find(c"PyEval_SaveThread", None) else { return false };
    INTERPRETER.store(interpreter as usize, Ordering::Release);
    if version().to_bytes().windows(FREE.len()).any(|part| part == FREE) {
        ring::threads_are_free();
    }
    let hooks = of_the_interpreter();
    let mut versions = [None; 7];
    elf::each(|object| {
        if object.has(interpreter as usize) {
            versions = hooks.each_ref().map(|hook| object.version_for(hook));
        }
    });
    let (of_modules, of_returns) = (hooks::of_modules(), hooks::of_returns());
    let others = of_modules.iter().chain(&of_returns).map(|hook| (hook, None));
    let known = hooks.iter().zip(versions).chain(others);
    for (hook, version) in known {
        hook.original.store(find(hook.name, version).unwrap_or(core::ptr::null_mut()), Ordering::Release);
    }
    true
}

fn find(name: &CStr, version: Option<*const c_char>) -> Option<*mut c_void> {
    // SAFETY: C strings; the version's is in an object that stays.
    let found = unsafe {
        match version {
            Some(version) => sys::dlvsym(sys::RTLD_DEFAULT, name.as_ptr(), version),
            None => sys::dlsym(sys::RTLD_DEFAULT, name.as_ptr()),
        }
    };
    (!found.is_null()).then_some(found)
}

/// What it calls itself, such as `3.12.1 (main, …)`; it may be asked before it has begun.
fn version() -> &'static CStr {
    let Some(function) = find(c"Py_GetVersion", None) else { return c"" };
    // SAFETY: `const char *Py_GetVersion(void)`, whose text stays.
    unsafe {
        let version: extern "C" fn() -> *const c_char = transmute(function);
        CStr::from_ptr(version())
    }
}

/// Puts the hooks into everything that is loaded and has none yet.
pub(crate) fn everything() {
    // Whoever loads a module holds a GIL, but interpreters with GILs of their own can be here at once.
    if WANTED.fetch_add(1, Ordering::Acquire) > 0 {
        return;
    }
    loop {
        let wanted = WANTED.load(Ordering::Acquire);
        look();
        blas::tell();
        if WANTED.compare_exchange(wanted, 0, Ordering::Release, Ordering::Relaxed).is_ok() {
            return;
        }
    }
}

fn look() {
    let interpreter = INTERPRETER.load(Ordering::Acquire);
    sys::keeping_errno(|| {
        elf::each(|object| {
            if !object.has(interpreter) {
                a_module(object);
            }
        });
    });
}

/// The interpreter itself, before anything else: what is told of a process begins with it.
pub(crate) fn the_interpreter() {
    let interpreter = INTERPRETER.load(Ordering::Acquire);
    let version = version();
    // Python 2 has another lock.
    let ours = !version.to_bytes().starts_with(b"2");
    elf::each(|object| {
        if object.has(interpreter) {
            // SAFETY: the hooks have the types of what they stand for.
            let slots = if ours { unsafe { object.patch(needed(&of_the_interpreter()), true) } } else { None };
            ring::note_text(Kind::Python, slots.unwrap_or(0) as u64, version);
            ring::note_text(Kind::Object, object.base as u64, object.path);
        }
    });
}

/// The slots as they would be without the agent.
pub(crate) fn restore() {
    let interpreter = INTERPRETER.load(Ordering::Acquire);
    let plain = |hook: Hook| Hook { instead: hook.original.load(Ordering::Acquire), ..hook };
    elf::each(|object| {
        // SAFETY: each function is the one that the slot is for.
        unsafe {
            if object.has(interpreter) {
                object.patch(needed(&of_the_interpreter().map(plain)), false);
            } else {
                object.patch(&hooks::of_modules().map(plain), false);
                if ring::are_threads_free() {
                    object.patch(&hooks::of_returns().map(plain), false);
                }
            }
        }
    });
    for done in &DONE {
        done.store(0, Ordering::Relaxed);
    }
}

/// The hooks as they were before that.
pub(crate) fn again() {
    let interpreter = INTERPRETER.load(Ordering::Acquire);
    elf::each(|object| {
        if object.has(interpreter) {
            // SAFETY: the hooks have the types of what they stand for.
            unsafe { object.patch(needed(&of_the_interpreter()), false) };
        }
    });
    everything();
}

fn a_module(object: &Object) {
    // A static executable begins at 0.
    let mark = object.base + 1;
    let place = DONE.iter().find(|done| [0, mark].contains(&done.load(Ordering::Relaxed)));
    let Some(place) = place.filter(|place| place.load(Ordering::Relaxed) == 0) else { return };
    // SAFETY: likewise.
    let Some(slots) = (unsafe { object.patch(&hooks::of_modules(), false) }) else { return };
    if ring::are_threads_free() {
        // SAFETY: likewise.
        unsafe { object.patch(&hooks::of_returns(), false) };
    }
    place.store(mark, Ordering::Relaxed);
    blas::found(object.path);
    if slots > 0 {
        ring::note_text(Kind::Object, object.base as u64, object.path);
    }
}

/// After a fork nobody else is looking.
pub(crate) fn forked() {
    WANTED.store(0, Ordering::Relaxed);
}
