//! The words that every picture uses for what a lane does and why it waits.
//!
//! Invariant: few and stable; a name depends on the operation and the state alone, so that viewers which colour by name
//! colour alike.

use super::report::Report;
use super::{CauseKind, Lane, Span, State};
use crate::scenario::Op;

/// What the lane does in this span, for people and for Perfetto's colours.
pub(super) fn activity(report: &Report, lane: &Lane, span: &Span) -> String {
    match span.state {
        State::Python => "python".into(),
        State::KernelHeld | State::KernelReleased => format!("kernel: {}", kernel(report, lane, span)),
        State::GilWait if span.waits_for_pool() => "wait BLAS pool".into(),
        State::GilWait => "wait GIL".into(),
        State::Io => "blocked I/O".into(),
        State::Runnable => "no core".into(),
        State::Blas => format!("blas: {}", kernel(report, lane, span)),
    }
}

/// What pictures tell apart: the states, and of the waits those for the BLAS pool.
pub(super) type Look = (State, bool);

/// The look of a span.
pub(super) fn look(span: &Span) -> Look {
    (span.state, span.waits_for_pool())
}

/// Why it waits, as the end of "waits for the lock: …".
pub(super) fn reason(kind: CauseKind, holder: &str) -> String {
    match kind {
        CauseKind::Bytecode => format!("{holder} runs bytecode"),
        CauseKind::Kernel => format!("{holder} holds it while it computes or waits"),
        CauseKind::LostRace => format!("woken, but {holder} was faster"),
        CauseKind::ForcedSwitch => "asked to release it, and waiting until another thread has taken it".into(),
        CauseKind::PoolLock => format!("{holder} is inside the BLAS pool"),
    }
}

/// `qr 256`
fn kernel(report: &Report, lane: &Lane, span: &Span) -> String {
    let group = report.head.scenario.threads.get(lane.thread);
    match group.and_then(|group| group.ops.get(span.op as usize)) {
        Some(Op::Kernel(kernel)) => kernel.title(),
        _ => "?".into(),
    }
}
