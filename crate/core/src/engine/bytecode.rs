//! Bytecode that is real when measured: a small interpreter loop that executes a counted number of iterations.
//!
//! Invariants: the count decides, never a clock, so contention makes the loop later but not shorter; and it looks at the
//! lock just where that interpreter does.

use super::clock::Clock;
use super::control::Stopped;
use crate::gil::lock::{Gil, Witness};
use crate::gil::policy::{Checkpoints, Switch};
use std::hint::black_box;

#[derive(Clone, Copy)]
enum Code {
    LoadFast(usize),
    LoadConst(i64),
    BinaryAdd,
    StoreFast(usize),
    JumpBackward,
}

/// `while True: x += 1`, as CPython compiles it.
const LOOP: [Code; 5] =
    [Code::LoadFast(0), Code::LoadConst(1), Code::BinaryAdd, Code::StoreFast(0), Code::JumpBackward];

/// What an instruction costs beside its effect, about ten nanoseconds as in CPython: decoding, reference counts, types.
fn interpret(mut x: u64) -> u64 {
    for _ in 0..8 {
        x = (x ^ (x >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    x
}

/// Executes the loop `iterations` times and calls `look` at each of the interpreter's checkpoints; it may break the loop
/// off. Returns how many iterations were executed, as the loop's own variable counted them.
pub(super) fn execute(iterations: u64, checkpoints: Checkpoints, mut look: impl FnMut() -> Result<(), Stopped>) -> u64 {
    let code = black_box(LOOP);
    let mut fast = [0i64; 2];
    let mut stack = [0i64; 4];
    let mut top = 0;
    let mut left = iterations;
    let mut effort = 1;
    while left > 0 {
        for instruction in code {
            effort = interpret(effort);
            if checkpoints == Checkpoints::Instructions && look().is_err() {
                return fast[0] as u64;
            }
            match instruction {
                Code::LoadFast(slot) => {
                    stack[top] = fast[slot];
                    top += 1;
                }
                Code::LoadConst(value) => {
                    stack[top] = value;
                    top += 1;
                }
                Code::BinaryAdd => {
                    top -= 1;
                    stack[top - 1] = stack[top - 1].wrapping_add(stack[top]);
                }
                Code::StoreFast(slot) => {
                    top -= 1;
                    fast[slot] = stack[top];
                }
                Code::JumpBackward => {
                    left -= 1;
                    if checkpoints == Checkpoints::LoopsAndCalls && look().is_err() {
                        return fast[0] as u64;
                    }
                }
            }
        }
    }
    black_box(effort);
    black_box(fast[0]) as u64
}

/// How many iterations of `execute` this machine does in a microsecond when nothing else runs: the best of many, because
/// whatever disturbs makes it slower. No number where the clock shows no time.
pub(super) fn iterations_per_us<E>(clock: Clock, execute: impl Fn(u64) -> Result<(), E>) -> Result<f64, E> {
    let once = |iterations| {
        let start = clock();
        execute(iterations).map(|()| clock() - start)
    };
    // A clock that went back in between has measured nothing, and one that leapt ahead too much: the shorter of two counts.
    let time = |iterations| -> Result<f64, E> {
        let [one, other] = [once(iterations)?, once(iterations)?];
        Ok(if one.min(other) > 0.0 { one.min(other) } else { one.max(other) })
    };
    let mut iterations = 1_000;
    let mut best = time(iterations)?;
    while best < 2_000.0 && iterations < 1 << 40 {
        iterations *= 2;
        best = time(iterations)?;
    }
    for _ in 0..10 {
        let took = time(iterations)?;
        // What took less than a step of the clock says nothing.
        best = if took > 0.0 { best.min(took) } else { best };
    }
    Ok(if best > 0.0 { iterations as f64 / best.max(1.0) } else { f64::NAN })
}

/// What bytecode does at a checkpoint.
pub(super) fn look(gil: Option<&Gil>, switch: Switch, check_interval: u32, me: usize, witness: &mut impl Witness) {
    match (gil, switch) {
        (Some(gil), Switch::Request) => gil.checkpoint(me, witness),
        (Some(gil), Switch::Ticks) => gil.tick(check_interval, me, witness),
        _ => {}
    }
}
