//! The limits that a Scenario has whoever answers it, and the messages that name them.
//!
//! Invariant: every number of a Scenario that can be out of range is compared with a bound that has a name: here, where the
//! bound is one engine's own in `engine::limits`, and where it depends on the memory there is in `engine::plan::room`.

use super::subject::{Subject, quoted};
use super::{Interpreter, KernelGil, KernelOp, Op, Scenario, Thread};
use crate::atlas::kernels::{Era, calls};
use crate::error::{Code, Refusal, Result};
use crate::kernels::{self, Shapes};
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

impl Scenario {
    pub(crate) fn check(&self) -> Result<()> {
        let whole = Subject::Scenario;
        if self.threads.is_empty() {
            return whole.refused("threads", Code::Empty, "threads is empty", "a Scenario needs at least 1 thread");
        }
        whole.within("switch_interval_us", self.switch_interval_us, &SWITCH_INTERVAL_US)?;
        whole.within("cores", self.cores, &if self.cores == 0 { CORES } else { 1..=u32::MAX })?;
        whole.within("check_interval", self.check_interval, &CHECK_INTERVAL)?;
        whole.within("wake_us", self.wake_us, &ANY_US)?;
        whole.within("quantum_us", self.quantum_us, &ANY_US)?;
        for (at, thread) in self.threads.iter().enumerate() {
            thread.check(at)?;
        }
        let rows = |thread: &Thread| u64::from(thread.count) * u64::from(thread.team());
        self.sum_within("the number of threads (the sum of count)", "count", &|thread| thread.count.into(), &LANES)?;
        self.sum_within(
            "the number of threads with BLAS helpers (the sum of count × blas_threads)",
            "count",
            &rows,
            &ROWS,
        )?;
        self.sum_within("the number of operations (count × repeat × ops)", "repeat", &Thread::total_ops, &OPS)
    }

    /// Refuses a sum over the groups that is out of its bounds, at this field of the group with most in it.
    fn sum_within(
        &self,
        what: &str,
        field: &str,
        of: &dyn Fn(&Thread) -> u64,
        bounds: &RangeInclusive<u64>,
    ) -> Result<()> {
        let sum = self.threads.iter().map(of).fold(0, u64::saturating_add);
        if bounds.contains(&sum) {
            return Ok(());
        }
        let at = self.largest(of).path(field);
        Err(Refusal::range(what, &sum, [bounds.start(), bounds.end()]).at(at).into())
    }

    /// The group that has most of something.
    pub(crate) fn largest(&self, of: &dyn Fn(&Thread) -> u64) -> Subject<'_> {
        let groups = self.threads.iter().enumerate();
        let most = groups.max_by_key(|(_, thread)| of(thread));
        most.map_or(Subject::Scenario, |(at, thread)| Subject::Thread(at, thread))
    }
}

impl Thread {
    fn check(&self, at: usize) -> Result<()> {
        let subject = Subject::Thread(at, self);
        // First, since all that follows writes it.
        let letters = self.name.chars().count();
        if letters > NAME_LETTERS {
            let fault = format!("{} is {letters} letters long", subject.called("name"));
            let fix = format!("use at most {NAME_LETTERS}");
            let refusal =
                Refusal::new(Code::Length, &fault, &fix).found(&letters.to_string(), &NAME_LETTERS.to_string());
            return Err(refusal.at(subject.path("name")).into());
        }
        if self.ops.is_empty() {
            let fault = format!("{} is empty", subject.called("ops"));
            return subject.refused("ops", Code::Empty, &fault, "give it at least 1 operation");
        }
        subject.within("count", u64::from(self.count), &LANES)?;
        subject.within("repeat", u64::from(self.repeat), &OPS)?;
        if let Interpreter::Number(number) = self.interpreter {
            subject.within("interpreter", u64::from(number), &(0..=*LANES.end() - 1))?;
        }
        self.ops.iter().enumerate().try_for_each(|(op_at, op)| {
            let subject = Subject::Op(at, self, op_at);
            match op {
                Op::Python { us } | Op::Wait { us } => subject.within("us", *us, &OP_US),
                Op::Kernel(kernel) => kernel.check(subject),
            }
        })
    }
}

impl KernelOp {
    fn check(&self, at: Subject) -> Result<()> {
        let it = format!("kernel {}", quoted(&self.name));
        let Some(kernel) = kernels::call(&self.name) else {
            let names = kernels::CALLS.iter().map(|kernel| kernel.name);
            return Err(at.unknown("name", &format!("{it} is not known"), &self.name, &names.collect::<Vec<_>>()));
        };
        if let (Some(function), None) = (&self.function, self.call()) {
            let names = calls(&self.name).map(|call| call.name);
            let fault = format!("{} is {}", at.called("function"), quoted(function));
            return Err(at.unknown("function", &fault, function, &names.collect::<Vec<_>>()));
        }
        // What is too small for all is told with the range that suits all.
        self.sides_within(at, |n| if n < *SIDES.start() { kernels::SIZES } else { SIDES })?;
        match (self.n, self.shape) {
            (Some(_), None) => {}
            (None, Some([m, n])) => {
                if kernel.shapes == Shapes::Square && m != n {
                    let fault = format!("{} is [{m}, {n}], but it takes square arrays only", at.called("shape"));
                    return at.refused("shape", Code::Size, &fault, &format!("use [{n}, {n}]"));
                }
            }
            (Some(n), Some([rows, columns])) => {
                let fault = format!("{it} has two sizes, n {n} and shape [{rows}, {columns}]");
                return at.refused("n", Code::Size, &fault, "leave one of them out");
            }
            (None, None) => {
                let [least, most] = [kernels::SIZES.start(), kernels::SIZES.end()];
                let fix = format!("give it \"n\": 256 or \"shape\": [512, 64], each from {least} to {most}");
                return at.refused("n", Code::Size, &format!("{it} has no size"), &fix);
            }
        }
        at.within("batch", self.batch, if self.batch == 0 { &kernels::BATCH } else { &BATCH })?;
        at.within("blas_threads", self.blas_threads, &BLAS_THREADS)?;
        if self.gil == KernelGil::Numpy && self.numpy_releases(Era::Today).is_none() {
            let fault = format!("{} is \"numpy\", but no rule is known for its call", at.called("gil"));
            return at.refused("gil", Code::Rule, &fault, "use \"releases\" or \"holds\"");
        }
        self.us.map_or(Ok(()), |us| at.within("us", us, &OP_US))
    }

    /// Refuses a side of the arrays that is not in its range.
    pub(crate) fn sides_within(&self, at: Subject, range: impl Fn(usize) -> RangeInclusive<usize>) -> Result<()> {
        let [rows, columns] = self.shape.map_or([None; 2], |shape| shape.map(Some));
        let sides = [("n", self.n), ("shape/0", rows), ("shape/1", columns)];
        sides.into_iter().try_for_each(|(side, n)| n.map_or(Ok(()), |n| at.within(side, n, &range(n))))
    }
}
