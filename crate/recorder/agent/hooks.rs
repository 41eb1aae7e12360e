//! What is called instead of the functions through which an interpreter passes its lock on.
//!
//! Invariants: inside a hook the lock may just have changed hands, and its mutex may be held: a hook stamps, writes and calls
//! the original; only a thread's first event maps its ring. It asks the interpreter nothing that needs a thread state, except
//! before `PyEval_SaveThread`, whose caller has one.

use crate::elf::Hook;
use crate::layout::Kind;
use crate::{calls, ring, sys};
use core::ffi::{c_int, c_void};
use core::mem::transmute;
use core::sync::atomic::{AtomicPtr, Ordering};

static SIGNAL: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());
static WAIT: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());
static TIMED_WAIT: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());
static SAVE_THREAD: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());
static RELEASE_THREAD: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());
static RELEASE_STATE: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());
static RESTORE_THREAD: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());
static ACQUIRE_THREAD: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());
static ENSURE_STATE: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());
static CREATE: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());
static SLEEP: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());
static SLEEP_UNTIL: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());

/// In the interpreter: all that happens at its lock.
pub(crate) fn of_the_lock() -> [Hook; 3] {
    [
        Hook { name: c"pthread_cond_signal", instead: signal as *const c_void, original: &SIGNAL },
        Hook { name: c"pthread_cond_wait", instead: wait as *const c_void, original: &WAIT },
        Hook { name: c"pthread_cond_timedwait", instead: timed_wait as *const c_void, original: &TIMED_WAIT },
    ]
}

/// In an interpreter that can run without a GIL: where a thread sleeps, and where one begins.
pub(crate) fn of_free_threads() -> [Hook; 3] {
    [
        Hook { name: c"pthread_create", instead: create as *const c_void, original: &CREATE },
        Hook { name: c"sem_wait", instead: sleep as *const c_void, original: &SLEEP },
        Hook { name: c"sem_clockwait", instead: sleep_until as *const c_void, original: &SLEEP_UNTIL },
    ]
}

/// In all other objects, where there may be no lock to take: native code comes back.
pub(crate) fn of_returns() -> [Hook; 3] {
    [
        Hook { name: c"PyEval_RestoreThread", instead: restore_thread as *const c_void, original: &RESTORE_THREAD },
        Hook { name: c"PyEval_AcquireThread", instead: acquire_thread as *const c_void, original: &ACQUIRE_THREAD },
        Hook { name: c"PyGILState_Ensure", instead: ensure_state as *const c_void, original: &ENSURE_STATE },
    ]
}

/// In all other objects: where native code drops the lock.
pub(crate) fn of_modules() -> [Hook; 3] {
    [
        Hook { name: c"PyEval_SaveThread", instead: save_thread as *const c_void, original: &SAVE_THREAD },
        Hook { name: c"PyEval_ReleaseThread", instead: release_thread as *const c_void, original: &RELEASE_THREAD },
        Hook { name: c"PyGILState_Release", instead: release_state as *const c_void, original: &RELEASE_STATE },
    ]
}

extern "C" fn signal(condition: *mut c_void) -> c_int {
    ring::note_end(Kind::Signal, condition as u64);
    calls::ask();
    // SAFETY: what the slot held before, called as it would have been.
    unsafe {
        let original: extern "C" fn(*mut c_void) -> c_int = transmute(SIGNAL.load(Ordering::Relaxed));
        original(condition)
    }
}

extern "C" fn wait(condition: *mut c_void, mutex: *mut c_void) -> c_int {
    ring::note(Kind::WaitsForSwitch, condition as u64);
    // SAFETY: likewise.
    let status = unsafe {
        let original: extern "C" fn(*mut c_void, *mut c_void) -> c_int = transmute(WAIT.load(Ordering::Relaxed));
        original(condition, mutex)
    };
    ring::note(Kind::Switched, condition as u64);
    status
}

extern "C" fn timed_wait(condition: *mut c_void, mutex: *mut c_void, until: *const c_void) -> c_int {
    ring::note_end(Kind::Waits, condition as u64);
    // SAFETY: likewise.
    let status = unsafe {
        let original: extern "C" fn(*mut c_void, *mut c_void, *const c_void) -> c_int =
            transmute(TIMED_WAIT.load(Ordering::Relaxed));
        original(condition, mutex, until)
    };
    ring::note(if status == sys::ETIMEDOUT { Kind::TimedOut } else { Kind::Woken }, condition as u64);
    status
}

extern "C" fn sleep(semaphore: *mut c_void) -> c_int {
    ring::note_end(Kind::Parks, 0);
    // SAFETY: likewise.
    let status = unsafe {
        let original: extern "C" fn(*mut c_void) -> c_int = transmute(SLEEP.load(Ordering::Relaxed));
        original(semaphore)
    };
    sys::keeping_errno(|| ring::note(Kind::Unparks, 0));
    status
}

extern "C" fn sleep_until(semaphore: *mut c_void, clock: c_int, until: *const c_void) -> c_int {
    ring::note_end(Kind::Parks, 0);
    // SAFETY: likewise.
    let status = unsafe {
        let original: extern "C" fn(*mut c_void, c_int, *const c_void) -> c_int =
            transmute(SLEEP_UNTIL.load(Ordering::Relaxed));
        original(semaphore, clock, until)
    };
    sys::keeping_errno(|| ring::note(Kind::Unparks, 0));
    status
}

extern "C" fn create(thread: *mut c_void, how: *const c_void, start: *const c_void, with: *mut c_void) -> c_int {
    // Such an interpreter may take no lock and load no module, where it would be asked else.
    calls::ask();
    // SAFETY: likewise.
    unsafe {
        let original: extern "C" fn(*mut c_void, *const c_void, *const c_void, *mut c_void) -> c_int =
            transmute(CREATE.load(Ordering::Relaxed));
        original(thread, how, start, with)
    }
}

// An interpreter that ends may end the thread in these, by unwinding.
extern "C-unwind" fn restore_thread(state: *mut c_void) {
    // SAFETY: likewise.
    unsafe {
        let original: extern "C-unwind" fn(*mut c_void) = transmute(RESTORE_THREAD.load(Ordering::Relaxed));
        original(state);
    }
    ring::note_end(Kind::Attaches, 0);
}

extern "C-unwind" fn acquire_thread(state: *mut c_void) {
    // SAFETY: likewise.
    unsafe {
        let original: extern "C-unwind" fn(*mut c_void) = transmute(ACQUIRE_THREAD.load(Ordering::Relaxed));
        original(state);
    }
    ring::note_end(Kind::Attaches, 0);
}

extern "C-unwind" fn ensure_state() -> c_int {
    // SAFETY: likewise.
    let before = unsafe {
        let original: extern "C-unwind" fn() -> c_int = transmute(ENSURE_STATE.load(Ordering::Relaxed));
        original()
    };
    if before == UNLOCKED {
        ring::note_end(Kind::Attaches, 0);
    }
    before
}

/// `PyGILState_UNLOCKED`
const UNLOCKED: c_int = 1;

/// Each hands the address to which it returns to the function below it: Rust has no name for that.
macro_rules! with_site {
    ($name:ident, $then:ident, $site:literal) => {
        #[unsafe(naked)]
        extern "C" fn $name() {
            core::arch::naked_asm!(concat!("mov ", $site, ", [rsp]"), "jmp {then}", then = sym $then)
        }
    };
}

with_site!(save_thread, then_save_thread, "rsi");
with_site!(release_thread, then_release_thread, "rsi");
with_site!(release_state, then_release_state, "rsi");

extern "C" fn then_save_thread(_: usize, site: usize) -> *mut c_void {
    ring::at_site(site as u64, calls::operator());
    // SAFETY: as in `signal`.
    let state = unsafe {
        let original: extern "C" fn() -> *mut c_void = transmute(SAVE_THREAD.load(Ordering::Relaxed));
        original()
    };
    ring::passed_site(true);
    state
}

extern "C" fn then_release_thread(state: *mut c_void, site: usize) {
    ring::at_site(site as u64, None);
    // SAFETY: as in `signal`.
    unsafe {
        let original: extern "C" fn(*mut c_void) = transmute(RELEASE_THREAD.load(Ordering::Relaxed));
        original(state);
    }
    ring::passed_site(true);
}

extern "C" fn then_release_state(state: c_int, site: usize) {
    ring::at_site(site as u64, None);
    // SAFETY: as in `signal`.
    unsafe {
        let original: extern "C" fn(c_int) = transmute(RELEASE_STATE.load(Ordering::Relaxed));
        original(state);
    }
    ring::passed_site(state == UNLOCKED);
}
