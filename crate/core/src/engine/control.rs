//! The words through which a run and whoever watches it talk: where it is, and that it shall stop.
//!
//! Invariant: both are plain words in shared memory, so a page reads and writes them without entering wasm.

use crate::gil::lock::Waits;
use crate::kernels::Failure;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Where a run is; the page reads the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "kebab-case"))]
#[repr(u32)]
pub enum Phase {
    /// Not started.
    Ready,
    /// Engines compile, caches fill.
    WarmUp,
    /// Clocks are put on one base.
    Clock,
    /// Each operation is timed alone.
    OneThread,
    /// The timed part.
    Running,
    /// Residuals are checked.
    Verifying,
    /// The Report can be had.
    Done,
    /// The user stopped it.
    Cancelled,
    /// It went wrong.
    Failed,
}

impl Phase {
    /// All of them, in the order of their numbers.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::Ready, "ready"),
        (Self::WarmUp, "warm-up"),
        (Self::Clock, "clock"),
        (Self::OneThread, "one-thread"),
        (Self::Running, "running"),
        (Self::Verifying, "verifying"),
        (Self::Done, "done"),
        (Self::Cancelled, "cancelled"),
        (Self::Failed, "failed"),
    ];
}

/// The two words through which the page and a run talk.
#[derive(Debug, Default)]
pub struct Control {
    /// A `Phase`.
    pub phase: AtomicU32,
    /// Set, it asks all lanes to stop before their next operation.
    pub stop: Stop,
}

/// What tests may change to see the engine's own safeguards work; the default changes nothing.
#[doc(hidden)]
#[derive(Debug, Clone, Default)]
pub struct Hooks {
    /// Leave the clocks as they are.
    pub no_calibration: bool,
    /// This lane's clock goes wrong by so many microseconds.
    pub shift: Option<(usize, f64)>,
    /// This lane panics in its first operation.
    pub panics: Option<usize>,
    /// The threads wait like this at their locks, given the switch interval.
    pub waits: Option<fn(Duration) -> Box<dyn Waits>>,
}

/// The run was stopped: leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

/// Why a lane stopped before its work was done.
pub(super) enum Broken {
    /// It was told to.
    Stopped,
    /// This kernel gave no result.
    Kernel(String, Failure),
    /// The thread's clock shows no time.
    Clock,
}

impl From<Stopped> for Broken {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

/// The word that ends every wait: anything but 0. The page may write it, too.
#[repr(transparent)]
#[derive(Debug, Default)]
pub struct Stop(AtomicU32);

impl Stop {
    /// Ends every wait.
    pub fn set(&self) {
        self.0.store(1, Ordering::Release);
    }

    /// Whether the run goes on.
    ///
    /// # Errors
    /// `Stopped` when it was stopped.
    pub fn check(&self) -> Result<(), Stopped> {
        if self.0.load(Ordering::Acquire) == 0 { Ok(()) } else { Err(Stopped) }
    }
}
