//! A helper's part of a run: it waits for its caller's kernels and writes down when it helped.
//!
//! Invariant: one span a kernel, from the beginning of the helper's first part to the end of its last; a kernel that
//! hands out no part leaves none.

use super::clock::LaneClock;
use super::recorder;
use super::team::{Task, Witness};
use crate::timeline::State;

/// A helper outside the timed part: nobody writes down what it does.
pub(super) struct Unseen;

impl Witness for Unseen {
    fn joins(&mut self, _: Task) {}
    fn has_done(&mut self) {}
    fn leaves(&mut self) {}
}

/// A helper in the timed part.
pub(super) struct Helper<'a> {
    pub(super) diary: &'a recorder::Diary,
    pub(super) clock: LaneClock,
    /// When the start barrier opened, on the common clock.
    pub(super) origin_us: f64,
    /// A test wants to see a panic.
    pub(super) panics: bool,
    /// When it finished the last part.
    pub(super) done_us: f64,
}

impl Helper<'_> {
    fn now(&self) -> f64 {
        self.clock.now() - self.origin_us
    }
}

impl Witness for Helper<'_> {
    fn joins(&mut self, (op, rep): Task) {
        self.diary.state(self.now(), State::Blas, op, rep, recorder::NONE);
        assert!(!self.panics, "the test asked for a panic");
    }

    fn has_done(&mut self) {
        self.done_us = self.now();
    }

    fn leaves(&mut self) {
        self.diary.end(self.done_us);
    }
}
