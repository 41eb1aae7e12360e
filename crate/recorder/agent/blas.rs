//! With how many threads a BLAS computes.
//!
//! Invariants: only libraries are asked that know it since they were loaded, so asking begins nothing; and not while the
//! dynamic linker goes through its list.

use crate::layout::Kind;
use crate::{ring, sys};
use core::ffi::{CStr, c_char, c_int, c_void};
use core::mem::transmute;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};

/// A part of the file's name, and what tells it: OpenBLAS as its own project builds it, and as NumPy and SciPy carry it along.
const NAME: &[u8] = b"openblas";
const FUNCTIONS: [&CStr; 4] = [
    c"openblas_get_num_threads",
    c"openblas_get_num_threads64_",
    c"scipy_openblas_get_num_threads",
    c"scipy_openblas_get_num_threads64_",
];

/// Paths of those that nobody has asked yet; of more at once the others are not asked.
static FOUND: [AtomicPtr<c_char>; 8] = [const { AtomicPtr::new(null_mut()) }; 8];

/// A library is loaded; its path stays for as long.
pub(crate) fn found(path: &CStr) {
    if !path.to_bytes().windows(NAME.len()).any(|part| part == NAME) {
        return;
    }
    if let Some(free) = FOUND.iter().find(|it| it.load(Ordering::Relaxed).is_null()) {
        free.store(path.as_ptr().cast_mut(), Ordering::Relaxed);
    }
}

/// Asks those that were found. Called by one thread at a time.
pub(crate) fn tell() {
    for place in &FOUND {
        let path = place.swap(null_mut(), Ordering::Relaxed);
        if !path.is_null() {
            // SAFETY: the linker's path, of a library that the caller has just seen.
            let path = unsafe { CStr::from_ptr(path) };
            if let Some(threads) = sys::keeping_errno(|| threads(path)) {
                ring::note_text(Kind::Blas, threads as u64, path);
            }
        }
    }
}

fn threads(path: &CStr) -> Option<c_int> {
    // SAFETY: nothing is loaded that isn't there, and each function is `int f(void)` and reads a number.
    unsafe {
        let library = sys::dlopen(path.as_ptr(), sys::RTLD_LAZY_NOLOAD);
        if library.is_null() {
            return None;
        }
        let function = FUNCTIONS.iter().map(|name| sys::dlsym(library, name.as_ptr())).find(|it| !it.is_null());
        let threads = function.map(|function| transmute::<*mut c_void, extern "C" fn() -> c_int>(function)());
        sys::dlclose(library);
        threads.filter(|threads| *threads > 0)
    }
}
