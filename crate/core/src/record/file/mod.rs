//! The file of a recording, `.gil`: what every thread wrote, and where.
//!
//! ```text
//! ‰GIL\r\n␚\n   8 bytes that no text file and no damaged copy begins with
//! version       u16, little-endian
//! chunks        each: a letter, the length of its content (u32), its content, deflated but for the head of a block
//!   H           the head, JSON
//!   P           a process, JSON: the first that is written has number 0
//!   T           a thread: its process, the kernel's number of it, its name; the first has number 0
//!   C           a look at the clock: a stamp, and the kernel's nanoseconds at that moment
//!   N           a place that calls: its process, its number, and whom it calls, the file and the line with 0x1f between them
//!   K           whether a process tells its calls: the process, and a number of `Calls`
//!   O           an object in memory: its process, where it begins, its path
//!   I           a switch interval: the process, microseconds
//!   L           a library, JSON
//!   B           a block of one thread's facts
//!   E           the end, JSON
//! ```
//!
//! A block has a head, the thread's number, how many facts there are, and when the first and the last happened, and then,
//! deflated, column by column their kinds, the times between them, and what they are about; numbers are LEB128. The heads are
//! an index by time: who wants a part of a long recording unpacks no other blocks. Times are stamps; the first and the last
//! look at the clock say what a stamp is in nanoseconds, so that all facts lie on one line. Blocks are written as they fill,
//! and all of them before a look at the clock: of a file that is cut off, everything until the last look is whole, and is
//! read.
//!
//! Invariants: what was written is read back, in the order in which it happened; nothing in a file is believed before it is checked.

mod blocks;
mod column;
mod read;
mod write;

pub use read::{File, read, read_at_most, read_part};
pub use write::Writer;

/// What a file begins with.
pub const MAGIC: [u8; 8] = *b"\x89GIL\r\n\x1a\n";
/// Of the layout above.
const VERSION: u16 = 3;
/// How many facts make a block.
const BLOCK: usize = 8192;
/// No chunk is longer when it is unpacked.
const LONGEST: usize = 1 << 20;
