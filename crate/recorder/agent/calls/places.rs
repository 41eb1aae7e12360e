//! Numbers for the places that call: a callee at an instruction of a code object.
//!
//! Invariants: a number means one place for as long as the process lives; the table is as large as it will ever be, and any
//! number of threads may look into it at once. Where it is full, a place has no number, and its calls are not told, and the recording says so.

use super::python::{Object, Python};
use crate::layout::{Calls, Kind, PLACES};
use crate::ring;
use core::ffi::c_long;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering};

/// Where code objects carry what is known of them: one of the interpreter's numbers.
static INDEX: AtomicI64 = AtomicI64::new(-1);
/// Whose number that is: another interpreter in the process has others.
static OF: AtomicUsize = AtomicUsize::new(0);

/// Of each place that has this number what tells it from others; 0 where there is none yet.
static PLACE: [AtomicU64; PLACES] = [const { AtomicU64::new(0) }; PLACES];
/// Whether a place had no number.
static IS_FULL: AtomicBool = AtomicBool::new(false);
/// So many numbers are looked at for one that is free.
const TRIES: usize = 32;

pub(super) struct Found {
    pub(super) number: u32,
    pub(super) is_new: bool,
}

/// A code object.
#[derive(Clone, Copy)]
pub(super) struct Code {
    /// Tells it from others.
    pub(super) number: u64,
    /// Whether it is NumPy's or SciPy's.
    pub(super) is_numeric: bool,
}

impl Code {
    /// From what it carries along.
    fn read(extra: usize) -> Self {
        Self { number: extra as u64 >> 1, is_numeric: extra & 1 == 1 }
    }
}

/// Asks the interpreter for a place in code objects, without which none has a number; says whether there is one.
///
/// # Safety
/// The caller is a thread of the interpreter's that may run bytecode.
pub(super) unsafe fn begin(python: &Python) -> bool {
    // SAFETY: the caller's word.
    let (index, of) = unsafe { ((python.new_extra)(null_mut()), python.interpreter()) };
    INDEX.store(index, Ordering::Relaxed);
    if index >= 0 {
        OF.store(of, Ordering::Relaxed);
    }
    index >= 0
}

/// Whether code objects of this interpreter have numbers.
pub(super) fn are_of(interpreter: usize) -> bool {
    OF.load(Ordering::Relaxed) == interpreter
}

/// What is known of a code object; it carries it along, so that another one at the same address later has its own. Code that
/// is compiled again, as by `eval`, is the same.
///
/// # Safety
/// `code` is a code object, and the caller a thread of its interpreter.
pub(super) unsafe fn code(python: &Python, code: *mut Object) -> Code {
    let index: c_long = INDEX.load(Ordering::Relaxed);
    // SAFETY: the caller's word.
    unsafe {
        if let Some(extra) = python.extra(code, index) {
            return Code::read(extra);
        }
        let number = mixed(python.hash_of(code, mixed)) as usize | 2;
        let extra = number & !1 | usize::from(python.is_numeric(code));
        python.set_extra(code, index, extra);
        Code::read(extra)
    }
}

/// The number of a place.
pub(super) fn number(code: u64, offset: u64, callee: u64) -> Option<Found> {
    let key = mixed(mixed(mixed(code) ^ offset) ^ callee).max(1);
    for at in 0..TRIES {
        let number = (key as usize).wrapping_add(at) % PLACES;
        let place = &PLACE[number];
        let before = place.load(Ordering::Relaxed);
        if before == key {
            return Some(Found { number: number as u32, is_new: false });
        }
        if before != 0 {
            continue;
        }
        match place.compare_exchange(0, key, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => return Some(Found { number: number as u32, is_new: true }),
            Err(others) if others == key => return Some(Found { number: number as u32, is_new: false }),
            Err(_) => {}
        }
    }
    if !IS_FULL.swap(true, Ordering::Relaxed) {
        ring::note(Kind::CallsAre, Calls::Full as u64);
    }
    None
}

/// Spreads every bit over all: the end of `splitmix64`.
fn mixed(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}
