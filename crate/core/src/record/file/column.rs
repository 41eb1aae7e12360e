//! The columns of a block: facts as numbers, and numbers as bytes.
//!
//! Invariant: each kind of fact has one number, which no version of the file gives to another.

use super::super::facts::{Seen, What};

/// How many kinds of facts there are.
pub(super) const KINDS: usize = 21;

pub(super) fn number(what: What) -> u8 {
    match what {
        What::Signals(_) => 0,
        What::Waits(_) => 1,
        What::Woken => 2,
        What::TimedOut => 3,
        What::WaitsForSwitch(_) => 4,
        What::Switched => 5,
        What::Computed(_) => 6,
        What::Site(_) => 7,
        What::Lost(_) => 8,
        What::Calls(_) => 9,
        What::Returns(_) => 10,
        What::RunsPython(_) => 11,
        What::Stops => 12,
        What::Starts => 13,
        What::Operator(_) => 14,
        What::Detaches(_) => 15,
        What::Attaches => 16,
        What::Parks => 18,
        What::Unparks => 19,
        What::Awake(_) => 20,
        What::Seen(_) => 17,
    }
}

pub(super) fn about(what: What) -> Option<u64> {
    match what {
        What::Signals(it)
        | What::Waits(it)
        | What::WaitsForSwitch(it)
        | What::Computed(it)
        | What::Awake(it)
        | What::Site(it)
        | What::Lost(it)
        | What::Calls(it)
        | What::Returns(it)
        | What::RunsPython(it)
        | What::Operator(it)
        | What::Detaches(it) => Some(it),
        What::Seen(it) => Some(it as u64),
        What::Woken
        | What::TimedOut
        | What::Switched
        | What::Stops
        | What::Starts
        | What::Attaches
        | What::Parks
        | What::Unparks => None,
    }
}

/// Whether this kind is about something; none where no kind has the number.
pub(super) fn has_about(kind: u8) -> Option<bool> {
    what(kind, 0).map(|what| about(what).is_some())
}

pub(super) fn what(kind: u8, about: u64) -> Option<What> {
    Some(match kind {
        0 => What::Signals(about),
        1 => What::Waits(about),
        2 => What::Woken,
        3 => What::TimedOut,
        4 => What::WaitsForSwitch(about),
        5 => What::Switched,
        6 => What::Computed(about),
        7 => What::Site(about),
        8 => What::Lost(about),
        9 => What::Calls(about),
        10 => What::Returns(about),
        11 => What::RunsPython(about),
        12 => What::Stops,
        13 => What::Starts,
        14 => What::Operator(about),
        15 => What::Detaches(about),
        16 => What::Attaches,
        18 => What::Parks,
        19 => What::Unparks,
        20 => What::Awake(about),
        17 => What::Seen(*Seen::ALL.get(usize::try_from(about).ok()?)?),
        _ => return None,
    })
}

/// LEB128: seven bits a byte, the lowest first.
pub(super) fn put(into: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        into.push(value as u8 | 0x80);
        value >>= 7;
    }
    into.push(value as u8);
}

/// Small numbers stay small, below zero too.
pub(super) fn zigzag(value: i64) -> u64 {
    (value.wrapping_shl(1) ^ (value >> 63)) as u64
}

pub(super) fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// Numbers, one after the other.
pub(super) struct Numbers<'f>(pub(super) &'f [u8]);

impl Numbers<'_> {
    pub(super) fn next(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u64; N]> {
        let mut all = [0; N];
        for value in &mut all {
            *value = self.next()?;
        }
        Some(all)
    }
}
