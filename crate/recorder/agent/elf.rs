//! The slots of a loaded object: the words through which its code calls a function of another object.
//!
//! Invariant: nothing is read but what the object's own dynamic section names, and a slot is written only where its
//! relocation names the function, in the version that it asks for.

use crate::sys::{self, Loaded, PAGE, PROT_READ, PROT_WRITE, ProgramHeader};
use core::ffi::{CStr, c_char, c_void};
use core::sync::atomic::{AtomicPtr, Ordering};

const PT_LOAD: u32 = 1;
const PT_DYNAMIC: u32 = 2;
const PT_GNU_RELRO: u32 = 0x6474_e552;

/// `R_X86_64_GLOB_DAT` and `R_X86_64_JUMP_SLOT`
const SLOT_KINDS: [u32; 2] = [6, 7];

/// An object in memory.
pub(crate) struct Object<'a> {
    pub(crate) base: usize,
    /// Empty for the executable.
    pub(crate) path: &'a CStr,
    headers: &'a [ProgramHeader],
    tables: Tables,
}

/// What the dynamic section names.
#[derive(Default)]
struct Tables {
    /// The relocations of lazily bound calls, and all others: address and length.
    relocations: [(usize, usize); 2],
    symbols: usize,
    strings: usize,
    /// Which version each symbol has, and what those that are needed are called.
    versions: usize,
    needed: usize,
    needed_count: usize,
}

#[repr(C)]
struct Relocation {
    offset: u64,
    info: u64,
    addend: i64,
}

#[repr(C)]
struct Symbol {
    name: u32,
    info: u8,
    other: u8,
    section: u16,
    value: u64,
    size: u64,
}

/// `Elf64_Verneed` and `Elf64_Vernaux`
#[repr(C)]
struct Needed {
    version: u16,
    count: u16,
    file: u32,
    first: u32,
    next: u32,
}

#[repr(C)]
struct NeededVersion {
    hash: u32,
    flags: u16,
    number: u16,
    name: u32,
    next: u32,
}

/// A function to be called instead of another one.
pub(crate) struct Hook {
    /// The function that is called now.
    pub(crate) name: &'static CStr,
    /// What is to be called.
    pub(crate) instead: *const c_void,
    /// Where the function itself is kept, for the hook to call.
    pub(crate) original: &'static AtomicPtr<c_void>,
}

impl<'a> Object<'a> {
    /// # Safety
    /// `loaded` is what `dl_iterate_phdr` hands out, and is used only while that goes on.
    pub(crate) unsafe fn of(loaded: &'a Loaded) -> Option<Self> {
        // SAFETY: the dynamic linker keeps both for as long as the object is loaded.
        let (headers, path) = unsafe {
            let headers = core::slice::from_raw_parts(loaded.headers, loaded.header_count.into());
            (headers, if loaded.name.is_null() { c"" } else { CStr::from_ptr(loaded.name) })
        };
        let dynamic = headers.iter().find(|header| header.kind == PT_DYNAMIC)?;
        // SAFETY: the section lies where its header says, and ends with an empty entry.
        let tables =
            unsafe { Tables::read(loaded.base, (loaded.base + dynamic.address as usize) as *const [usize; 2]) };
        Some(Self { base: loaded.base, path, headers, tables })
    }

    /// Whether this address lies in it.
    pub(crate) fn has(&self, address: usize) -> bool {
        let mut loaded = self.headers.iter().filter(|header| header.kind == PT_LOAD);
        loaded.any(|header| {
            let from = self.base + header.address as usize;
            (from..from + header.memory_size as usize).contains(&address)
        })
    }

    /// Shows each slot of a function that somebody has a hook for, until somebody has seen enough.
    fn each_slot<'h>(
        &self,
        hooks: &'h [Hook],
        mut each: impl FnMut(*mut *const c_void, usize, &'h Hook) -> bool,
    ) -> bool {
        for (table, bytes) in self.tables.relocations {
            let relocations = table as *const Relocation;
            for at in 0..bytes / size_of::<Relocation>() {
                // SAFETY: the dynamic section says where the table is, and how long.
                let relocation = unsafe { &*relocations.add(at) };
                if !SLOT_KINDS.contains(&(relocation.info as u32)) {
                    continue;
                }
                let symbol = (relocation.info >> 32) as usize;
                // SAFETY: the relocation names a symbol of this object.
                let name = unsafe { self.name_of(symbol) };
                let Some(hook) = hooks.iter().find(|hook| hook.name == name) else { continue };
                if !each((self.base + relocation.offset as usize) as *mut *const c_void, symbol, hook) {
                    return false;
                }
            }
        }
        true
    }

    /// The version in which the object wants this function: the C library can have several of one name, which must not be
    /// mixed.
    pub(crate) fn version_for(&self, hook: &Hook) -> Option<*const c_char> {
        let mut found = None;
        self.each_slot(core::slice::from_ref(hook), |_, symbol, _| {
            // SAFETY: the relocation names a symbol of this object.
            found = unsafe { self.version_of(symbol) }.map(CStr::as_ptr);
            false
        });
        found
    }

    /// Puts the hooks into all slots of the functions that they are for, and says how many slots have one; none where the
    /// dynamic linker is still at work on the object. `seal` makes pages read-only again that were: for the process's
    /// beginning only, because later another thread may be about to write there.
    ///
    /// # Safety
    /// Each hook is a function of the same type as the one that it stands for, which it knows already.
    pub(crate) unsafe fn patch(&self, hooks: &[Hook], seal: bool) -> Option<usize> {
        let ready = self.each_slot(hooks, |slot, _, hook| {
            // SAFETY: a slot is a word of the object, readable once it is loaded.
            let now = unsafe { slot.read_volatile() };
            // Before it is ready it points to nothing, or counts from the object's beginning. A program that has a fixed
            // address lies below everything that it loads.
            now as usize >= self.base.max(1) || now == hook.original.load(Ordering::Acquire)
        });
        if !ready {
            return None;
        }
        let mut patched = 0;
        self.each_slot(hooks, |slot, _, hook| {
            // SAFETY: the slot is the word that the relocation fills in; the caller vouches for the hook.
            patched += usize::from(unsafe { self.patch_slot(slot, hook, seal) });
            true
        });
        Some(patched)
    }

    unsafe fn name_of(&self, symbol: usize) -> &CStr {
        // SAFETY: both tables belong to the object; a name ends with a zero.
        unsafe {
            let symbol = &*(self.tables.symbols as *const Symbol).add(symbol);
            CStr::from_ptr((self.tables.strings + symbol.name as usize) as *const c_char)
        }
    }

    unsafe fn patch_slot(&self, slot: *mut *const c_void, hook: &Hook, seal: bool) -> bool {
        if hook.original.load(Ordering::Acquire).is_null() {
            return false;
        }
        let page = (slot as usize & !(PAGE - 1)) as *mut c_void;
        // SAFETY: it is the page of the slot, whose other words stay as they are.
        unsafe {
            if sys::mprotect(page, PAGE, PROT_READ | PROT_WRITE) != 0 {
                return false;
            }
            slot.write_volatile(hook.instead);
            if seal && self.is_sealed(slot as usize) {
                sys::mprotect(page, PAGE, PROT_READ);
            }
        }
        true
    }

    /// Whether the dynamic linker made its page read-only when the object was ready: whole pages, the last one left out.
    fn is_sealed(&self, address: usize) -> bool {
        let page = |address: usize| address & !(PAGE - 1);
        let mut sealed = self.headers.iter().filter(|header| header.kind == PT_GNU_RELRO);
        sealed.any(|header| {
            let from = self.base + header.address as usize;
            (page(from)..page(from + header.memory_size as usize)).contains(&address)
        })
    }

    /// The version of a symbol that another object is to have.
    unsafe fn version_of(&self, symbol: usize) -> Option<&CStr> {
        if self.tables.versions == 0 || self.tables.needed == 0 {
            return None;
        }
        // SAFETY: there is one number for each symbol, and the lists end where their counts say.
        unsafe {
            let number = *(self.tables.versions as *const u16).add(symbol) & 0x7fff;
            let mut at = self.tables.needed;
            for _ in 0..self.tables.needed_count {
                let needed = &*(at as *const Needed);
                let mut aux = at + needed.first as usize;
                for _ in 0..needed.count {
                    let version = &*(aux as *const NeededVersion);
                    if version.number == number {
                        return Some(CStr::from_ptr((self.tables.strings + version.name as usize) as *const c_char));
                    }
                    aux += version.next as usize;
                }
                at += needed.next as usize;
            }
        }
        None
    }
}

impl Tables {
    /// # Safety
    /// `entries` is an object's dynamic section.
    unsafe fn read(base: usize, mut entries: *const [usize; 2]) -> Self {
        let mut tables = Self::default();
        // Where nothing was relocated, an address still counts from the object's beginning.
        let address = |value: usize| if value < base { base + value } else { value };
        loop {
            // SAFETY: the section ends with an entry of zeros.
            let [tag, value] = unsafe { *entries };
            match tag {
                0 => return tables,
                2 => tables.relocations[0].1 = value,
                5 => tables.strings = address(value),
                6 => tables.symbols = address(value),
                7 => tables.relocations[1].0 = address(value),
                8 => tables.relocations[1].1 = value,
                23 => tables.relocations[0].0 = address(value),
                0x6fff_fff0 => tables.versions = address(value),
                0x6fff_fffe => tables.needed = address(value),
                0x6fff_ffff => tables.needed_count = value,
                _ => {}
            }
            // SAFETY: likewise.
            entries = unsafe { entries.add(1) };
        }
    }
}

/// Shows every loaded object, one after the other.
pub(crate) fn each(mut each: impl FnMut(&Object)) {
    unsafe extern "C" fn show(loaded: *const Loaded, _: usize, with: *mut c_void) -> core::ffi::c_int {
        // SAFETY: `with` is the closure below, and `loaded` is what the dynamic linker hands out.
        unsafe {
            let each = &mut *with.cast::<&mut dyn FnMut(&Object)>();
            if let Some(object) = Object::of(&*loaded) {
                each(&object);
            }
        }
        0
    }
    let mut each: &mut dyn FnMut(&Object) = &mut each;
    // SAFETY: the closure lives until the call is over.
    unsafe { sys::dl_iterate_phdr(show, (&raw mut each).cast()) };
}
