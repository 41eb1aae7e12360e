//! The functions and types of the interpreter's C interface that telling calls needs, found by name.
//!
//! Invariants: no header is needed: what is read of an object without a function are its type, and of functions made in C
//! where their description is, both at places that 3.12 and later have alike. Every error of the interpreter's that comes up
//! here is cleared here.

use crate::{ring, sys};
use core::ffi::{CStr, c_char, c_int, c_long, c_ulong, c_void};
use core::mem::transmute;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};
use std::sync::OnceLock;

/// `PyObject`
pub(super) type Object = c_void;

/// `PyMethodDef`
#[repr(C)]
pub(super) struct Method {
    pub(super) name: *const c_char,
    /// With `METH_FASTCALL`; with `METH_VARARGS` it has two arguments only.
    pub(super) function: unsafe extern "C" fn(*mut Object, *const *mut Object, isize) -> *mut Object,
    pub(super) flags: c_int,
    pub(super) docs: *const c_char,
}

// SAFETY: nobody writes to it.
unsafe impl Sync for Method {}

/// `METH_FASTCALL`
pub(super) const FASTCALL: c_int = 0x80;
/// `METH_NOARGS`
pub(super) const NOARGS: c_int = 4;
/// `METH_VARARGS`
pub(super) const VARARGS: c_int = 1;
/// `Py_TPFLAGS_IMMUTABLETYPE` and `Py_TPFLAGS_HEAPTYPE`
const IMMUTABLE: c_ulong = 1 << 8;
const ON_HEAP: c_ulong = 1 << 9;

/// Functions that take an object, or two, or an object and a name.
pub(super) type One = unsafe extern "C" fn(*mut Object) -> *mut Object;
pub(super) type Attribute = unsafe extern "C" fn(*mut Object, *const c_char) -> *mut Object;
type CallMethod = unsafe extern "C" fn(*mut Object, *const c_char, *const c_char, ...) -> *mut Object;

pub(super) struct Python {
    pub(super) none: *mut Object,
    /// How long the head of an object is; its type is the last word of it.
    pub(super) head: usize,
    pub(super) function: *mut Object,
    pub(super) method: *mut Object,
    pub(super) builtins: [*mut Object; 2],
    pub(super) descriptors: [*mut Object; 2],
    pub(super) types: *mut Object,
    pub(super) flags: unsafe extern "C" fn(*mut Object) -> c_ulong,
    pub(super) function_of: One,
    pub(super) get_extra: unsafe extern "C" fn(*mut Object, c_long, *mut *mut c_void) -> c_int,
    pub(super) set_extra: unsafe extern "C" fn(*mut Object, c_long, *mut c_void) -> c_int,
    pub(super) new_extra: unsafe extern "C" fn(*mut c_void) -> c_long,
    pub(super) line: unsafe extern "C" fn(*mut Object, c_int) -> c_int,
    pub(super) long: unsafe extern "C" fn(*mut Object) -> c_long,
    double: unsafe extern "C" fn(*mut Object) -> f64,
    pub(super) new_function: unsafe extern "C" fn(*const Method, *mut Object, *mut Object) -> *mut Object,
    pub(super) attribute: Attribute,
    pub(super) utf8: unsafe extern "C" fn(*mut Object) -> *const c_char,
    pub(super) system: unsafe extern "C" fn(*const c_char) -> *mut Object,
    pub(super) call: CallMethod,
    pub(super) occurred: unsafe extern "C" fn() -> *mut Object,
    pub(super) clear: unsafe extern "C" fn(),
    state: unsafe extern "C" fn() -> *mut Object,
    pub(super) keep: unsafe extern "C" fn(*mut Object),
    pub(super) release: unsafe extern "C" fn(*mut Object),
}

// SAFETY: what it points to is the interpreter's and stays where it is.
unsafe impl Send for Python {}
// SAFETY: likewise.
unsafe impl Sync for Python {}

pub(super) fn find(name: &CStr) -> Option<*mut c_void> {
    // SAFETY: a C string.
    let found = unsafe { sys::dlsym(sys::RTLD_DEFAULT, name.as_ptr()) };
    (!found.is_null()).then_some(found)
}

fn version() -> &'static [u8] {
    let Some(function) = find(c"Py_GetVersion") else { return b"" };
    // SAFETY: `const char *Py_GetVersion(void)`, whose text stays.
    unsafe {
        let version: extern "C" fn() -> *const c_char = transmute(function);
        CStr::from_ptr(version()).to_bytes()
    }
}

/// Which 3.x it is, and which of those.
fn release() -> [u32; 2] {
    let rest = version().strip_prefix(b"3.").unwrap_or_default();
    let mut parts = rest.split(|byte| *byte == b'.').map(|part| {
        let digits = part.iter().take_while(|byte| byte.is_ascii_digit());
        digits.fold(0_u32, |number, digit| number * 10 + u32::from(digit - b'0'))
    });
    [(); 2].map(|()| parts.next().unwrap_or(0))
}

/// Whether `sys.monitoring` is there: since 3.12.
pub(super) fn has_monitoring() -> bool {
    release() >= [12, 0]
}

/// Whether several threads at once may ask what code objects carry: without a GIL since 3.14.4.
pub(super) fn is_safe() -> bool {
    !ring::are_threads_free() || release() >= [14, 4]
}

/// Two functions that are called inside hooks, where nothing may be looked for: that takes a lock of the dynamic linker.
static IS_INITIALIZED: AtomicPtr<c_void> = AtomicPtr::new(null_mut());
static ADD_PENDING_CALL: AtomicPtr<c_void> = AtomicPtr::new(null_mut());

/// Finds them.
pub(super) fn prepare() {
    IS_INITIALIZED.store(find(c"Py_IsInitialized").unwrap_or(null_mut()), Ordering::Relaxed);
    ADD_PENDING_CALL.store(find(c"Py_AddPendingCall").unwrap_or(null_mut()), Ordering::Relaxed);
}

/// Whether the interpreter has begun, and not ended.
pub(super) fn is_initialized() -> bool {
    let function = IS_INITIALIZED.load(Ordering::Relaxed);
    // SAFETY: `int Py_IsInitialized(void)`, which may be called at any time.
    !function.is_null() && unsafe { transmute::<*mut c_void, extern "C" fn() -> c_int>(function)() != 0 }
}

/// Has the interpreter's main thread call this when it next runs bytecode; says whether it will.
pub(super) fn when_it_runs(act: extern "C" fn(*mut c_void) -> c_int) -> bool {
    let function = ADD_PENDING_CALL.load(Ordering::Relaxed);
    if function.is_null() {
        return false;
    }
    // SAFETY: `int Py_AddPendingCall(int (*)(void *), void *)`, which needs no thread state.
    unsafe {
        let add: unsafe extern "C" fn(extern "C" fn(*mut c_void) -> c_int, *mut c_void) -> c_int = transmute(function);
        add(act, null_mut()) == 0
    }
}

/// What has one name since 3.12 and another before.
fn either(name: &CStr, before: &CStr) -> Option<*mut c_void> {
    find(name).or_else(|| find(before))
}

static FOUND: OnceLock<Option<Python>> = OnceLock::new();

impl Python {
    /// The interpreter's, once its functions were found; none where one is missing.
    pub(super) fn get() -> Option<&'static Self> {
        FOUND.get_or_init(Self::find).as_ref()
    }

    /// The same where they were found before: it looks nothing up and never waits.
    pub(super) fn known() -> Option<&'static Self> {
        FOUND.get()?.as_ref()
    }

    /// What tells the interpreter of this thread from others: the third word of a thread's state, since 3.6.
    pub(super) unsafe fn interpreter(&self) -> usize {
        // SAFETY: the caller's thread has a state.
        unsafe { (self.state)().cast::<usize>().add(2).read() }
    }

    #[allow(clippy::missing_transmute_annotations, reason = "the fields say the types")]
    fn find() -> Option<Self> {
        // Debug builds that keep all objects in a list have two words more before each.
        if find(c"PyModule_Create2TraceRefs").is_some() {
            return None;
        }
        // SAFETY: the types are those of the headers of 3.12 and later.
        unsafe {
            Some(Self {
                none: find(c"_Py_NoneStruct")?,
                head: if ring::are_threads_free() { 32 } else { 16 },
                function: find(c"PyFunction_Type")?,
                method: find(c"PyMethod_Type")?,
                builtins: [find(c"PyCFunction_Type")?, find(c"PyCMethod_Type").unwrap_or(null_mut())],
                descriptors: [find(c"PyMethodDescr_Type")?, find(c"PyClassMethodDescr_Type")?],
                types: find(c"PyType_Type")?,
                flags: transmute(find(c"PyType_GetFlags")?),
                function_of: transmute(find(c"PyMethod_Function")?),
                get_extra: transmute(either(c"PyUnstable_Code_GetExtra", c"_PyCode_GetExtra")?),
                set_extra: transmute(either(c"PyUnstable_Code_SetExtra", c"_PyCode_SetExtra")?),
                new_extra: transmute(either(
                    c"PyUnstable_Eval_RequestCodeExtraIndex",
                    c"_PyEval_RequestCodeExtraIndex",
                )?),
                line: transmute(find(c"PyCode_Addr2Line")?),
                long: transmute(find(c"PyLong_AsLong")?),
                double: transmute(find(c"PyFloat_AsDouble")?),
                new_function: transmute(find(c"PyCFunction_NewEx")?),
                attribute: transmute(find(c"PyObject_GetAttrString")?),
                utf8: transmute(find(c"PyUnicode_AsUTF8")?),
                system: transmute(find(c"PySys_GetObject")?),
                call: transmute(find(c"PyObject_CallMethod")?),
                occurred: transmute(find(c"PyErr_Occurred")?),
                clear: transmute(find(c"PyErr_Clear")?),
                state: transmute(find(c"PyThreadState_Get")?),
                keep: transmute(find(c"Py_IncRef")?),
                release: transmute(find(c"Py_DecRef")?),
            })
        }
    }

    pub(super) unsafe fn word(&self, object: *mut Object, behind_head: usize) -> usize {
        // SAFETY: the caller's object is at least so long.
        unsafe { object.byte_add(self.head + behind_head).cast::<usize>().read() }
    }

    pub(super) unsafe fn type_of(&self, object: *mut Object) -> *mut Object {
        // SAFETY: the head of every object ends with its type.
        unsafe { object.byte_add(self.head - 8).cast::<*mut Object>().read() }
    }

    /// Whether a type stays as it is, and where it is.
    pub(super) unsafe fn is_fixed(&self, object: *mut Object) -> bool {
        // SAFETY: the caller's object is a type.
        let flags = unsafe { (self.flags)(object) };
        flags & ON_HEAP == 0 || flags & IMMUTABLE != 0
    }

    /// The number that it is.
    pub(super) unsafe fn number(&self, object: *mut Object) -> c_long {
        // SAFETY: the caller's object is a number.
        unsafe { (self.long)(object) }
    }

    pub(super) unsafe fn extra(&self, code: *mut Object, index: c_long) -> Option<usize> {
        let mut extra = null_mut();
        // SAFETY: the caller's object is code, and the index one that the interpreter gave out.
        let status = unsafe { (self.get_extra)(code, index, &raw mut extra) };
        (status == 0 && !extra.is_null()).then_some(extra as usize)
    }

    pub(super) unsafe fn set_extra(&self, code: *mut Object, index: c_long, number: usize) {
        // SAFETY: likewise; nothing is there to be freed.
        unsafe {
            if (self.set_extra)(code, index, number as *mut c_void) != 0 {
                (self.clear)();
            }
        }
    }

    /// The bytes of a string; none of anything else. Good for as long as the string.
    pub(super) unsafe fn text<'a>(&self, object: *mut Object) -> Option<&'a [u8]> {
        // SAFETY: the interpreter says what is no string by an error.
        unsafe {
            let text = if object.is_null() { core::ptr::null() } else { (self.utf8)(object) };
            if text.is_null() {
                (self.clear)();
                return None;
            }
            Some(CStr::from_ptr(text).to_bytes())
        }
    }

    /// What `sys.getswitchinterval` says, in microseconds.
    ///
    /// # Safety
    /// The caller is a thread of the interpreter's that may run bytecode.
    pub(super) unsafe fn interval(&self) -> Option<u64> {
        // SAFETY: the caller's word.
        unsafe {
            let function = (self.system)(c"getswitchinterval".as_ptr());
            if function.is_null() {
                return None;
            }
            let said = (self.call)(function, c"__call__".as_ptr(), core::ptr::null());
            let seconds = if said.is_null() { f64::NAN } else { (self.double)(said) };
            self.forget(said);
            (self.clear)();
            (seconds > 0.0).then_some((seconds * 1e6).round() as u64)
        }
    }

    pub(super) unsafe fn forget(&self, object: *mut Object) {
        if !object.is_null() {
            // SAFETY: the caller has a reference to it.
            unsafe { (self.release)(object) };
        }
    }
}
