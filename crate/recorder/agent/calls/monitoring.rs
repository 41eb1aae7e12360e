//! `sys.monitoring`, through which the interpreter tells of calls.
//!
//! Invariant: a tool is taken only where nobody has it, and what can't be installed is told.

use super::places;
use super::python::{Method, Object, Python};
use core::ffi::{CStr, c_int};
use core::ptr::null_mut;

/// `sys.monitoring`
pub(super) struct Monitoring<'p> {
    python: &'p Python,
    module: *mut Object,
}

impl Python {
    /// # Safety
    /// The caller is a thread of the interpreter's that may run bytecode.
    pub(super) unsafe fn monitoring(&self) -> Option<Monitoring<'_>> {
        // SAFETY: the caller's word; the module is the interpreter's.
        let module = unsafe { (self.system)(c"monitoring".as_ptr()) };
        (!module.is_null()).then_some(Monitoring { python: self, module })
    }
}

impl Monitoring<'_> {
    /// Whether nobody has this tool.
    ///
    /// # Safety
    /// As of `Python::monitoring`, here and below.
    pub(super) unsafe fn is_free(&self, tool: c_int) -> bool {
        // SAFETY: the caller's word.
        unsafe {
            let owner = (self.python.call)(self.module, c"get_tool".as_ptr(), c"i".as_ptr(), tool);
            let is_free = owner == self.python.none;
            self.done(owner);
            is_free
        }
    }

    /// Takes the tool, and has these called at each call and at the end of each call of C code. Says whether that is so.
    ///
    /// # Safety
    /// Likewise.
    pub(super) unsafe fn install(&self, tool: c_int, [called, returned]: &'static [Method; 2]) -> bool {
        let python = self.python;
        // SAFETY: the caller's word; the descriptions stay.
        unsafe {
            let functions = [called, returned].map(|it| (python.new_function)(it, null_mut(), null_mut()));
            let events = (python.attribute)(self.module, c"events".as_ptr());
            let of =
                |name: &CStr| if events.is_null() { null_mut() } else { (python.attribute)(events, name.as_ptr()) };
            let [calls, ends, raises] = [of(c"CALL"), of(c"C_RETURN"), of(c"C_RAISE")];
            let all = [functions[0], functions[1], calls, ends, raises];
            let installed = places::begin(python)
                && all.iter().all(|it| !it.is_null())
                && self.done((python.call)(
                    self.module,
                    c"use_tool_id".as_ptr(),
                    c"is".as_ptr(),
                    tool,
                    c"gil".as_ptr(),
                ))
                && self.registered(tool, calls, functions[0])
                && self.registered(tool, ends, functions[1])
                && self.registered(tool, raises, functions[1])
                && self.done((python.call)(self.module, c"set_events".as_ptr(), c"iO".as_ptr(), tool, calls));
            for object in all.into_iter().chain([events]) {
                python.forget(object);
            }
            (python.clear)();
            installed
        }
    }

    unsafe fn registered(&self, tool: c_int, event: *mut Object, function: *mut Object) -> bool {
        // SAFETY: the caller's word.
        unsafe {
            let name = c"register_callback".as_ptr();
            self.done((self.python.call)(self.module, name, c"iOO".as_ptr(), tool, event, function))
        }
    }

    /// Whether a call of the interpreter's did what it is for; what it returned is not needed.
    unsafe fn done(&self, object: *mut Object) -> bool {
        // SAFETY: the caller's reference.
        unsafe { self.python.forget(object) };
        !object.is_null()
    }
}
