//! A text that is put together without allocating.
//!
//! Invariant: it ends with a zero and has none before it; what finds no room is cut off, at a letter.

use crate::layout::SEPARATOR;
use core::ffi::CStr;

const ROOM: usize = 1024;

/// So many bytes at most, the zero included.
pub(super) struct Text {
    bytes: [u8; ROOM],
    used: usize,
}

impl Text {
    pub(super) fn new() -> Self {
        Self { bytes: [0; ROOM], used: 0 }
    }

    /// As much of it as still fits and is wanted.
    pub(super) fn add(&mut self, text: &[u8], most: usize) {
        let mut count = text.len().min(most).min(ROOM - 1 - self.used);
        while count < text.len() && count > 0 && text[count] & 0xc0 == 0x80 {
            count -= 1;
        }
        for byte in &text[..count] {
            // Both have a meaning here.
            self.bytes[self.used] = if [0, SEPARATOR].contains(byte) { b'?' } else { *byte };
            self.used += 1;
        }
    }

    /// The next part begins.
    pub(super) fn next(&mut self) {
        if self.used < ROOM - 1 {
            self.bytes[self.used] = SEPARATOR;
            self.used += 1;
        }
    }

    pub(super) fn number(&mut self, mut number: u32) {
        let mut digits = [0; 10];
        let mut from = digits.len();
        loop {
            from -= 1;
            digits[from] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                break;
            }
        }
        self.add(&digits[from..], digits.len());
    }

    pub(super) fn get(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.bytes).unwrap_or(c"")
    }
}
