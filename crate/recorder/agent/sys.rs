//! The functions of the C library that the agent calls, and the structures that they take. Linux with glibc.
//!
//! Invariant: names, types and numbers are those of its headers.

use core::ffi::{c_char, c_int, c_long, c_void};

pub(crate) const RTLD_DEFAULT: *mut c_void = core::ptr::null_mut();
pub(crate) const RTLD_LAZY_NOLOAD: c_int = 1 | 4;
pub(crate) const PROT_READ: c_int = 1;
pub(crate) const PROT_WRITE: c_int = 2;
pub(crate) const MAP_SHARED: c_int = 1;
pub(crate) const MAP_FAILED: *mut c_void = core::ptr::without_provenance_mut(usize::MAX);
pub(crate) const O_RDWR_CLOEXEC: c_int = 2 | 0o2_000_000;
pub(crate) const CLOCK_MONOTONIC: c_int = 1;
pub(crate) const RUSAGE_THREAD: c_int = 1;
pub(crate) const ETIMEDOUT: c_int = 110;
pub(crate) const PAGE: usize = 4096;

#[repr(C)]
pub(crate) struct Timespec {
    pub(crate) seconds: i64,
    pub(crate) nanos: i64,
}

/// `struct dl_phdr_info`, as far as it is read.
#[repr(C)]
pub(crate) struct Loaded {
    pub(crate) base: usize,
    pub(crate) name: *const c_char,
    pub(crate) headers: *const ProgramHeader,
    pub(crate) header_count: u16,
}

/// `Elf64_Phdr`
#[repr(C)]
pub(crate) struct ProgramHeader {
    pub(crate) kind: u32,
    pub(crate) flags: u32,
    pub(crate) offset: u64,
    pub(crate) address: u64,
    pub(crate) physical: u64,
    pub(crate) file_size: u64,
    pub(crate) memory_size: u64,
    pub(crate) align: u64,
}

/// `struct rusage`, as far as it is read.
#[repr(C)]
pub(crate) struct Usage {
    /// In user code and in the kernel: seconds, and microseconds.
    pub(crate) times: [[c_long; 2]; 2],
    pub(crate) others: [c_long; 12],
    /// How often the thread gave up its core to wait for something.
    pub(crate) sleeps: c_long,
    pub(crate) preempted: c_long,
}

unsafe extern "C" {
    fn __errno_location() -> *mut c_int;
    pub(crate) fn clock_gettime(clock: c_int, into: *mut Timespec) -> c_int;
    pub(crate) fn close(fd: c_int) -> c_int;
    pub(crate) fn dl_iterate_phdr(
        each: unsafe extern "C" fn(*const Loaded, usize, *mut c_void) -> c_int,
        with: *mut c_void,
    ) -> c_int;
    pub(crate) fn dlclose(handle: *mut c_void) -> c_int;
    pub(crate) fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void;
    pub(crate) fn dlsym(handle: *mut c_void, name: *const c_char) -> *mut c_void;
    pub(crate) fn dlvsym(handle: *mut c_void, name: *const c_char, version: *const c_char) -> *mut c_void;
    pub(crate) fn getenv(name: *const c_char) -> *const c_char;
    pub(crate) fn getpid() -> c_int;
    pub(crate) fn getrusage(whose: c_int, into: *mut Usage) -> c_int;
    pub(crate) fn mmap(at: *mut c_void, len: usize, prot: c_int, flags: c_int, fd: c_int, from: c_long) -> *mut c_void;
    pub(crate) fn mprotect(at: *mut c_void, len: usize, prot: c_int) -> c_int;
    pub(crate) fn munmap(at: *mut c_void, len: usize) -> c_int;
    pub(crate) fn open(path: *const c_char, flags: c_int, ...) -> c_int;
    pub(crate) fn pread(fd: c_int, into: *mut c_void, len: usize, from: c_long) -> isize;
    pub(crate) fn pthread_atfork(
        prepare: Option<extern "C" fn()>,
        parent: Option<extern "C" fn()>,
        child: Option<extern "C" fn()>,
    ) -> c_int;
    pub(crate) fn gettid() -> c_int;
}

/// What the program last heard of an error stays what it was.
pub(crate) fn keeping_errno<T>(act: impl FnOnce() -> T) -> T {
    // SAFETY: each thread has its own, for as long as it lives.
    unsafe {
        let errno = __errno_location();
        let before = *errno;
        let done = act();
        *errno = before;
        done
    }
}
