//! Frames, and the profile functions that are told of them.
//!
//! Invariant: before 3.9 code and caller are read where the frame's struct has them, since then by functions.

use super::python::{Attribute, Method, Object, One, Python, find, has_monitoring};
use core::ffi::{c_char, c_int};
use core::mem::transmute;
use core::ptr::null_mut;
use std::sync::OnceLock;

/// `Py_tracefunc`
pub(super) type Tracer = unsafe extern "C" fn(*mut Object, *mut Object, c_int, *mut Object) -> c_int;

/// What frames are asked with, and what a profile function needs.
pub(super) struct Profile {
    pub(super) set: unsafe extern "C" fn(Tracer, *mut Object),
    pub(super) item: Attribute,
    code: Option<One>,
    back: Option<One>,
    line: unsafe extern "C" fn(*mut Object) -> c_int,
    now: unsafe extern "C" fn() -> *mut Object,
    /// `PyGC_Disable` and `PyGC_Enable`, where a new object may begin a collection.
    collector: Option<[unsafe extern "C" fn() -> c_int; 2]>,
    import: unsafe extern "C" fn(*const c_char) -> *mut Object,
    modules: unsafe extern "C" fn() -> *mut Object,
}

/// An object that is given back when this is gone, unless it was only lent.
pub(super) struct Held<'p> {
    pub(super) object: *mut Object,
    owner: Option<&'p Python>,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if let Some(python) = self.owner {
            // SAFETY: it holds a reference.
            unsafe { (python.release)(self.object) };
        }
    }
}

static FOUND: OnceLock<Option<Profile>> = OnceLock::new();

/// Since 3.12 a collection waits until bytecode runs, and before 3.10 no frame is made anew.
fn collector() -> Option<[unsafe extern "C" fn() -> c_int; 2]> {
    if has_monitoring() {
        return None;
    }
    let [pause, go_on] = [find(c"PyGC_Disable")?, find(c"PyGC_Enable")?];
    // SAFETY: `int PyGC_Disable(void)`, and the same of the other.
    unsafe { Some([pause, go_on].map(|it| transmute::<*mut Object, unsafe extern "C" fn() -> c_int>(it))) }
}

impl Profile {
    /// The interpreter's, once its functions were found; none where one is missing.
    pub(super) fn get() -> Option<&'static Self> {
        FOUND.get_or_init(Self::find).as_ref()
    }

    /// The same where they were found before: it looks nothing up and never waits.
    pub(super) fn known() -> Option<&'static Self> {
        FOUND.get()?.as_ref()
    }

    #[allow(clippy::missing_transmute_annotations, reason = "the fields say the types")]
    fn find() -> Option<Self> {
        // Debug builds that keep all objects in a list have two words more before each.
        if find(c"PyModule_Create2TraceRefs").is_some() {
            return None;
        }
        // SAFETY: the types are those of the headers of 3.6 and later.
        unsafe {
            Some(Self {
                set: transmute(find(c"PyEval_SetProfile")?),
                item: transmute(find(c"PyDict_GetItemString")?),
                code: find(c"PyFrame_GetCode").map(|it| transmute(it)),
                back: find(c"PyFrame_GetBack").map(|it| transmute(it)),
                line: transmute(find(c"PyFrame_GetLineNumber")?),
                now: transmute(find(c"PyEval_GetFrame")?),
                collector: collector(),
                import: transmute(find(c"PyImport_ImportModule")?),
                modules: transmute(find(c"PyImport_GetModuleDict")?),
            })
        }
    }

    /// The code of a frame. Before 3.9 frames are structs that anybody may read.
    pub(super) unsafe fn code(&self, frame: *mut Object) -> Held<'static> {
        // SAFETY: the caller's frame.
        unsafe {
            match self.code {
                Some(code) => Held { object: code(frame), owner: Python::get() },
                None => Held { object: frame.byte_add(32).cast::<*mut Object>().read(), owner: None },
            }
        }
    }

    /// The frame that the thread runs, lent; none where it runs no Python code.
    ///
    /// # Safety
    /// The caller holds the lock, and no error of the interpreter's is set.
    pub(super) unsafe fn now(&self) -> Option<*mut Object> {
        // SAFETY: the caller's word.
        unsafe {
            // A frame is made an object when it is first asked for.
            let paused = self.collector.is_some_and(|[pause, _]| pause() == 1);
            let frame = (self.now)();
            if let Some([_, go_on]) = self.collector.filter(|_| paused) {
                go_on();
            }
            (!frame.is_null()).then_some(frame)
        }
    }

    /// The frame that called it.
    pub(super) unsafe fn back(&self, frame: *mut Object) -> Option<Held<'static>> {
        // SAFETY: likewise.
        let held = unsafe {
            match self.back {
                Some(back) => Held { object: back(frame), owner: Python::get() },
                None => Held { object: frame.byte_add(24).cast::<*mut Object>().read(), owner: None },
            }
        };
        if held.object.is_null() {
            core::mem::forget(held);
            return None;
        }
        Some(held)
    }

    pub(super) unsafe fn line(&self, frame: *mut Object) -> c_int {
        // SAFETY: likewise.
        unsafe { (self.line)(frame) }
    }

    /// Whether the thread has no profile function.
    pub(super) unsafe fn is_free(python: &Python) -> bool {
        // SAFETY: the caller may run bytecode; the module's dictionary has what the interpreter put there.
        unsafe {
            let function = (python.system)(c"getprofile".as_ptr());
            if function.is_null() {
                return false;
            }
            let now = (python.call)(function, c"__call__".as_ptr(), core::ptr::null());
            let is_free = now == python.none;
            python.forget(now);
            (python.clear)();
            is_free
        }
    }

    /// What tells `_thread.start_new_thread` from other functions.
    pub(super) unsafe fn starter(&self, python: &Python) -> usize {
        // SAFETY: likewise.
        unsafe {
            let module = (self.import)(c"_thread".as_ptr());
            if module.is_null() {
                (python.clear)();
                return 0;
            }
            let function = (python.attribute)(module, c"start_new_thread".as_ptr());
            let key = if function.is_null() { 0 } else { python.word(function, 0) };
            python.forget(function);
            python.forget(module);
            (python.clear)();
            key
        }
    }

    /// Has `threading` call this in threads that it starts from now on, unless it has something to call already.
    pub(super) unsafe fn for_threads(&self, python: &Python, bootstrap: &'static Method) {
        // SAFETY: likewise; what the dictionary hands out is lent.
        unsafe {
            let threading = (self.item)((self.modules)(), c"threading".as_ptr());
            if threading.is_null() {
                return;
            }
            let hook = (python.attribute)(threading, c"_profile_hook".as_ptr());
            if hook == python.none {
                let function = (python.new_function)(bootstrap, null_mut(), null_mut());
                python.forget((python.call)(threading, c"setprofile".as_ptr(), c"O".as_ptr(), function));
                python.forget(function);
            }
            python.forget(hook);
            (python.clear)();
        }
    }
}
