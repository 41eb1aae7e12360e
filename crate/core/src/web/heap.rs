//! The allocator of a memory that threads share: all of it belongs to the heap from the start, however large the page made
//! it, because memory that grows breaks browsers.
//!
//! Invariant: nothing here asks for another page; of the memory only the heap's two parts are handed out, each once, to
//! one allocator behind one lock. Whoever waits for that sleeps, and what is timed does not allocate.

use dlmalloc::{Allocator, Dlmalloc};
use std::alloc::{GlobalAlloc, Layout, System};
use std::arch::wasm32::memory_size;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

const PAGE: usize = 64 << 10;
/// What std keeps for the handles of its threads, which it never asks of another allocator than its own.
const STD_BYTES: usize = 1 << 20;

#[allow(unsafe_code, reason = "two addresses that the linker knows; nothing is read there")]
unsafe extern "C" {
    /// Where static data and the first stack end.
    static __heap_base: u8;
    /// Where the memory ends as the linker knows it; the page after that is wasm-bindgen's.
    static __heap_end: u8;
}

/// How many parts of the heap have been handed out: the one before wasm-bindgen's page, then the one after it.
struct Parts(AtomicUsize);

// SAFETY: what `alloc` returns is its caller's alone, because linker, wasm-bindgen and this file agree on the addresses,
// and it is returned once. The size of the memory never changes, and nothing is ever given back.
#[allow(unsafe_code)]
unsafe impl Allocator for Parts {
    fn alloc(&self, size: usize) -> (*mut u8, usize, u32) {
        let (base, end) = (&raw const __heap_base as usize, &raw const __heap_end as usize);
        let next = self.0.load(Ordering::Relaxed);
        // std's own allocator takes the first part whole when it is first asked: all but its share is got from there.
        let first = end - base - STD_BYTES;
        let first = match Layout::from_size_align(first, 16) {
            Ok(layout) if next == 0 => (unsafe { System.alloc(layout) } as usize, first),
            _ => (0, 0),
        };
        let parts = [(first.0, first.0 + first.1), (end + PAGE, memory_size(0) * PAGE)];
        match parts.get(next) {
            Some(&(start, end)) if end.saturating_sub(start) >= size => {
                self.0.store(next + 1, Ordering::Relaxed);
                (start as *mut u8, end - start, 0)
            }
            _ => (null_mut(), 0, 0),
        }
    }

    fn remap(&self, _: *mut u8, _: usize, _: usize, _: bool) -> *mut u8 {
        null_mut()
    }

    fn free_part(&self, _: *mut u8, _: usize, _: usize) -> bool {
        false
    }

    fn free(&self, _: *mut u8, _: usize) -> bool {
        false
    }

    fn can_release_part(&self, _: u32) -> bool {
        false
    }

    fn allocates_zeros(&self) -> bool {
        true
    }

    fn page_size(&self) -> usize {
        PAGE
    }
}

struct Heap(Mutex<Dlmalloc<Parts>>);

#[global_allocator]
static HEAP: Heap = Heap(Mutex::new(Dlmalloc::new_with_allocator(Parts(AtomicUsize::new(0)))));

impl Heap {
    fn lock(&self) -> MutexGuard<'_, Dlmalloc<Parts>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// SAFETY: `Dlmalloc` keeps the contract of an allocator as long as one thread at a time is in it, and the lock sees to
// that; size and alignment are handed on as they come.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { self.lock().malloc(layout.size(), layout.align()) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        unsafe { self.lock().calloc(layout.size(), layout.align()) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        unsafe { self.lock().free(at, layout.size(), layout.align()) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        unsafe { self.lock().realloc(at, layout.size(), layout.align(), size) }
    }
}
