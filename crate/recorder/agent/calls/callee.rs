//! Who is called: C code by its own name, and where it is called.
//!
//! Invariant: two callees have different keys, also when one of them is gone by then: a key is the address of something that
//! stays, or that is kept.

use super::frames::Profile;
use super::python::{Object, Python};
use super::text::Text;
use core::ffi::{CStr, c_int};
use core::ptr::null_mut;
use core::sync::atomic::{AtomicUsize, Ordering};

/// Types whose objects are functions, each with a name of its own.
const FUNCTIONS: [&CStr; 5] =
    [c"ufunc", c"_ArrayFunctionDispatcher", c"cython_function_or_method", c"fused_cython_function", c"fortran"];

/// As much of a name and of a path is told.
const NAME: usize = 120;
const FILE: usize = 600;

/// What is called.
#[derive(Clone, Copy)]
pub(super) struct Callee {
    /// Tells it from all others, for as long as the process lives.
    pub(super) key: usize,
    object: *mut Object,
    how: Naming,
}

/// Where the name of a callee is.
#[derive(Clone, Copy, PartialEq)]
enum Naming {
    /// It has one, with a module.
    Function,
    /// The same, of an object that has to be kept, so that no other one gets its address.
    Kept,
    /// It is a method, and its type has a module.
    Method,
    /// It has none, but its type does.
    Instance,
}

/// Classes of types that were seen: the address, and in its lowest bits whether its objects are functions.
static SEEN: [AtomicUsize; 64] = [const { AtomicUsize::new(0) }; 64];

/// So many functions are kept at most; a program that makes more of them has them told by their type.
const MOST_KEPT: usize = 4096;
static KEPT: AtomicUsize = AtomicUsize::new(0);

impl Python {
    /// Who is called, where that is C code; none where it is Python's.
    ///
    /// # Safety
    /// An object that lives, and a thread of its interpreter.
    pub(super) unsafe fn callee(&self, mut object: *mut Object) -> Option<Callee> {
        // SAFETY: the caller's word; what is read is part of objects of these types.
        unsafe {
            let mut kind = self.type_of(object);
            if kind == self.method {
                object = (self.function_of)(object);
                kind = self.type_of(object);
            }
            if kind == self.function {
                return None;
            }
            let callee = |key, how| Some(Callee { key, object, how });
            if self.builtins.contains(&kind) {
                return callee(self.word(object, 0), Naming::Function);
            }
            if self.descriptors.contains(&kind) {
                return callee(self.word(object, 24), Naming::Method);
            }
            if kind == self.types {
                return if self.is_fixed(object) { callee(object as usize, Naming::Function) } else { None };
            }
            if !self.is_fixed(kind) {
                return None;
            }
            if self.is_function(kind) && KEPT.load(Ordering::Relaxed) < MOST_KEPT {
                return callee(object as usize, Naming::Kept);
            }
            Some(Callee { key: kind as usize, object: kind, how: Naming::Instance })
        }
    }

    /// Whether objects of this type are functions with names of their own.
    unsafe fn is_function(&self, kind: *mut Object) -> bool {
        let seen = &SEEN[(kind as usize >> 4) % SEEN.len()];
        let before = seen.load(Ordering::Relaxed);
        if before & !1 == kind as usize {
            return before & 1 == 1;
        }
        // SAFETY: a type, and a thread of its interpreter.
        let is_one = unsafe {
            let name = (self.attribute)(kind, c"__name__".as_ptr());
            let is_one = self.text(name).is_some_and(|name| FUNCTIONS.iter().any(|it| it.to_bytes() == name));
            self.forget(name);
            is_one
        };
        seen.store(kind as usize | usize::from(is_one), Ordering::Relaxed);
        is_one
    }

    /// Adds an attribute to a text, if it is a string.
    unsafe fn add(&self, text: &mut Text, object: *mut Object, name: &CStr, most: usize) -> bool {
        // SAFETY: the caller's object.
        unsafe {
            let found = (self.attribute)(object, name.as_ptr());
            let told = self.text(found);
            if let Some(told) = told {
                text.add(told, most);
            }
            self.forget(found);
            told.is_some()
        }
    }

    /// Of a code object's file, name and first line.
    ///
    /// # Safety
    /// As of `callee`; `code` is a code object.
    pub(super) unsafe fn hash_of(&self, code: *mut Object, mixed: impl Fn(u64) -> u64) -> u64 {
        // SAFETY: the caller's word.
        unsafe {
            let mut hash = 0;
            for name in [c"co_filename", c"co_name"] {
                let text = (self.attribute)(code, name.as_ptr());
                for part in self.text(text).unwrap_or_default().chunks(8) {
                    let mut bytes = [0; 8];
                    bytes[..part.len()].copy_from_slice(part);
                    hash = mixed(hash ^ u64::from_le_bytes(bytes));
                }
                self.forget(text);
            }
            let line = (self.attribute)(code, c"co_firstlineno".as_ptr());
            if !line.is_null() {
                hash = mixed(hash ^ self.number(line) as u64);
            }
            self.forget(line);
            (self.clear)();
            hash
        }
    }

    /// Whether code is NumPy's or SciPy's.
    ///
    /// # Safety
    /// As of `callee`; `code` is a code object.
    pub(super) unsafe fn is_numeric(&self, code: *mut Object) -> bool {
        // SAFETY: the caller's word.
        unsafe {
            let file = (self.attribute)(code, c"co_filename".as_ptr());
            let path = self.text(file).unwrap_or_default();
            let is_in = |package: &[u8]| path.windows(package.len()).any(|part| part == package);
            // NumPy 1.17 to 1.24 makes code of its own around its functions.
            let is_numeric = path == b"<__array_function__ internals>"
                || is_in(b"/site-packages/numpy/")
                || is_in(b"/dist-packages/numpy/")
                || is_in(b"/site-packages/scipy/")
                || is_in(b"/dist-packages/scipy/");
            self.forget(file);
            is_numeric
        }
    }

    /// The same of a Python function that has just begun to run in this frame: its module and its name, and where it is
    /// called.
    ///
    /// # Safety
    /// As of `callee`; a frame with its code, and the code that calls it.
    pub(super) unsafe fn words_of_frame(
        &self,
        profile: &Profile,
        frame: *mut Object,
        code: *mut Object,
        caller: *mut Object,
        line: c_int,
    ) -> Text {
        let mut text = Text::new();
        // SAFETY: the caller's word.
        unsafe {
            let globals = (self.attribute)(frame, c"f_globals".as_ptr());
            if !globals.is_null() {
                let name = (profile.item)(globals, c"__name__".as_ptr());
                if let Some(name) = self.text(name) {
                    text.add(name, NAME);
                    text.add(b".", 1);
                }
            }
            self.forget(globals);
            self.add(&mut text, code, c"co_name", NAME);
            self.place(&mut text, caller, line);
        }
        text
    }

    /// An operator in the line of this code, which is told by this name.
    ///
    /// # Safety
    /// As of `callee`; `code` is a code object.
    pub(super) unsafe fn words_of_operator(&self, name: &str, code: *mut Object, line: c_int) -> Text {
        let mut text = Text::new();
        text.add(name.as_bytes(), NAME);
        // SAFETY: the caller's word.
        unsafe { self.place(&mut text, code, line) };
        text
    }

    unsafe fn place(&self, text: &mut Text, code: *mut Object, line: c_int) {
        // SAFETY: the caller's code object.
        unsafe {
            text.next();
            self.add(text, code, c"co_filename", FILE);
            text.next();
            text.number(line.max(0) as u32);
            (self.clear)();
        }
    }

    /// `module.name`, the file of the code, and the line of the instruction, one behind the other.
    ///
    /// # Safety
    /// As of `callee`; `code` is a code object.
    pub(super) unsafe fn words(&self, code: *mut Object, line: c_int, callee: Callee) -> Text {
        let mut text = Text::new();
        let object = callee.object;
        // SAFETY: the caller's word.
        unsafe {
            if callee.how == Naming::Kept {
                KEPT.fetch_add(1, Ordering::Relaxed);
                (self.keep)(object);
            }
            let owner = match callee.how {
                Naming::Method => (self.attribute)(object, c"__objclass__".as_ptr()),
                _ => null_mut(),
            };
            if self.add(&mut text, if owner.is_null() { object } else { owner }, c"__module__", NAME) {
                text.add(b".", 1);
            }
            self.forget(owner);
            if !self.add(&mut text, object, c"__qualname__", NAME) && !self.add(&mut text, object, c"__name__", NAME) {
                text.add(b"?", 1);
            }
            self.place(&mut text, code, line);
        }
        text
    }
}
