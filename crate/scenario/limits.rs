//! The limits that a Scenario has whoever answers it, and the messages that name them.
//!
//! Invariant: every number of a Scenario that can be out of range is compared with a bound that has a name: here, where the
//! bound is one engine's own in `engine::limits`, and where it depends on the memory there is in `engine::plan::room`.

use super::{Interpreter, KernelGil, KernelOp, Op, Scenario, Thread};
use crate::atlas::kernels::{Era, calls};
use crate::error::{Error, Result};
use crate::kernels::{self, Shapes};
use crate::text::shortened;
use std::fmt::Display;
use std::ops::RangeInclusive;

/// The most bytes of JSON that are read.
pub const JSON_BYTES: usize = 1_000_000;
/// How many lanes, that is Python threads, a Scenario may have.
pub const LANES: RangeInclusive<u64> = 1..=1024;
/// How many rows a timeline may have: the lanes, and the BLAS helpers inside their kernels.
pub const ROWS: RangeInclusive<u64> = 1..=4096;
/// How many letters the name of a group of threads may have: each of its lanes and spans is told under it.
pub const NAME_LETTERS: usize = 200;
/// How many operations all lanes may execute together.
pub const OPS: RangeInclusive<u64> = 1..=10_000_000;
/// Virtual cores, which only the simulator has.
pub const CORES: RangeInclusive<u32> = 1..=1024;
/// Any duration of one operation in microseconds: a minute.
pub const OP_US: RangeInclusive<f64> = 0.0..=60e6;
/// The switch interval in microseconds; CPython's own floor is 1 (`ceval_gil.c`).
pub const SWITCH_INTERVAL_US: RangeInclusive<f64> = 1.0..=10e6;
/// `sys.setcheckinterval` in instructions.
pub const CHECK_INTERVAL: RangeInclusive<u32> = 1..=1_000_000_000;
/// A time that only one engine reads, and bounds further: what is written can be read again.
pub const ANY_US: RangeInclusive<f64> = 0.0..=9e12;
/// Threads inside one kernel.
pub const BLAS_THREADS: RangeInclusive<u32> = 1..=64;
/// Rows and columns: arrays have to fit only where they are computed.
pub const SIDES: RangeInclusive<usize> = 1..=1_000_000_000;
/// Problems that one call solves.
pub const BATCH: RangeInclusive<u32> = 1..=1_000_000_000;

/// How much of a user's own name a message shows.
const NAME: usize = 40;

impl Scenario {
    pub(crate) fn check(&self) -> Result<()> {
        if self.threads.is_empty() {
            return Err(Error::BadInput("threads is empty: a Scenario needs at least 1 thread".into()));
        }
        within("switch_interval_us", self.switch_interval_us, &SWITCH_INTERVAL_US)?;
        within("cores", self.cores, &if self.cores == 0 { CORES } else { 1..=u32::MAX })?;
        within("check_interval", self.check_interval, &CHECK_INTERVAL)?;
        within("wake_us", self.wake_us, &ANY_US)?;
        within("quantum_us", self.quantum_us, &ANY_US)?;
        for thread in &self.threads {
            thread.check()?;
        }
        let rows = self.threads.iter().map(|thread| u64::from(thread.count) * u64::from(thread.team())).sum();
        within("the number of threads (the sum of count)", self.lanes(), &LANES)?;
        within("the number of threads with BLAS helpers (the sum of count × blas_threads)", rows, &ROWS)?;
        within("the number of operations (count × repeat × ops)", self.total_ops(), &OPS)
    }
}

impl Thread {
    fn check(&self) -> Result<()> {
        let at = |field: &str| format!("{field} of thread \"{}\"", shortened(&self.name, NAME));
        // First, since all that follows writes it.
        let letters = self.name.chars().count();
        if letters > NAME_LETTERS {
            return Err(Error::BadInput(format!(
                "{} is {letters} letters long: use at most {NAME_LETTERS}",
                at("name")
            )));
        }
        if self.ops.is_empty() {
            return Err(Error::BadInput(format!("{} is empty: give it at least 1 operation", at("ops"))));
        }
        within(&at("count"), u64::from(self.count), &LANES)?;
        within(&at("repeat"), u64::from(self.repeat), &OPS)?;
        if let Interpreter::Number(number) = self.interpreter {
            within(&at("interpreter"), u64::from(number), &(0..=*LANES.end() - 1))?;
        }
        self.ops.iter().try_for_each(|op| match op {
            Op::Python { us } => within(&at("us of a python op"), *us, &OP_US),
            Op::Wait { us } => within(&at("us of a wait op"), *us, &OP_US),
            Op::Kernel(kernel) => kernel.check(),
        })
    }
}

impl KernelOp {
    fn check(&self) -> Result<()> {
        let Some(kernel) = kernels::call(&self.name) else {
            let names: Vec<&str> = kernels::CALLS.iter().map(|kernel| kernel.name).collect();
            return Err(Error::BadInput(format!(
                "kernel \"{}\" is not known: use one of {}",
                shortened(&self.name, NAME),
                names.join(", ")
            )));
        };
        let at = |field: &str| format!("{field} of kernel \"{}\"", self.name);
        if let (Some(function), None) = (&self.function, self.call()) {
            let calls: Vec<&str> = calls(&self.name).map(|call| call.name).collect();
            return Err(Error::BadInput(format!(
                "{} is \"{}\": use one of {}",
                at("function"),
                shortened(function, NAME),
                calls.join(", ")
            )));
        }
        // What is too small for all is told with the range that suits all.
        self.sides_within(|n| if n < *SIDES.start() { kernels::SIZES } else { SIDES })?;
        match (self.n, self.shape) {
            (Some(_), None) => {}
            (None, Some([m, n])) => {
                if kernel.shapes == Shapes::Square && m != n {
                    return Err(Error::BadInput(format!(
                        "{} is [{m}, {n}], but it takes square arrays only: use [{n}, {n}]",
                        at("shape")
                    )));
                }
            }
            (Some(n), Some([rows, columns])) => {
                return Err(Error::BadInput(format!(
                    "kernel \"{}\" has two sizes, n {n} and shape [{rows}, {columns}]: leave one of them out",
                    self.name
                )));
            }
            (None, None) => {
                return Err(Error::BadInput(format!(
                    "kernel \"{}\" has no size: give it \"n\": 256 or \"shape\": [512, 64], each from {} to {}",
                    self.name,
                    kernels::SIZES.start(),
                    kernels::SIZES.end()
                )));
            }
        }
        within(&at("batch"), self.batch, if self.batch == 0 { &kernels::BATCH } else { &BATCH })?;
        within(&at("blas_threads"), self.blas_threads, &BLAS_THREADS)?;
        if self.gil == KernelGil::Numpy && self.numpy_releases(Era::Today).is_none() {
            return Err(Error::BadInput(format!(
                "gil of kernel \"{}\" is \"numpy\", but no rule is known for its call: use \"releases\" or \"holds\"",
                self.name
            )));
        }
        self.us.map_or(Ok(()), |us| within(&at("us"), us, &OP_US))
    }

    /// Refuses a side of the arrays that is not in its range.
    pub(crate) fn sides_within(&self, range: impl Fn(usize) -> RangeInclusive<usize>) -> Result<()> {
        let sides = [
            ("n", self.n),
            ("m, the rows in shape,", self.shape.map(|[m, _]| m)),
            ("n, the columns in shape,", self.shape.map(|[_, n]| n)),
        ];
        sides.into_iter().try_for_each(|(side, n)| {
            n.map_or(Ok(()), |n| within(&format!("{side} of kernel \"{}\"", self.name), n, &range(n)))
        })
    }
}

/// Refuses a value out of its bounds.
pub(crate) fn within<T: PartialOrd + Display + Copy>(what: &str, value: T, bounds: &RangeInclusive<T>) -> Result<()> {
    if bounds.contains(&value) {
        return Ok(());
    }
    let (low, high) = (bounds.start(), bounds.end());
    Err(Error::BadInput(if low == high {
        format!("{what} is {value}: only {low} is possible so far")
    } else {
        format!("{what} is {value}: choose a value from {low} to {high}")
    }))
}
