//! The operating system: which lanes have a core, and who is next.
//!
//! Invariant: at most `cores` lanes run; a lane is preempted only when another is ready and its time slice is over.

use std::collections::VecDeque;

/// The cores and the run queue.
#[derive(Debug)]
pub(super) struct Cores {
    idle: u32,
    ready: VecDeque<usize>,
    running: Vec<usize>,
    /// Where each lane stands in `running`.
    place: Vec<usize>,
}

impl Cores {
    pub(super) fn new(cores: u32, lanes: usize) -> Self {
        Self { idle: cores, ready: VecDeque::new(), running: Vec::new(), place: vec![usize::MAX; lanes] }
    }

    /// Gives the lane a core, or a place in the queue; says which.
    pub(super) fn request(&mut self, lane: usize) -> bool {
        let now = self.idle > 0;
        if now {
            self.idle -= 1;
            self.run(lane);
        } else {
            self.ready.push_back(lane);
        }
        now
    }

    /// Takes the lane's core away and gives it to the first in the queue, which is returned.
    pub(super) fn release(&mut self, lane: usize) -> Option<usize> {
        let place = std::mem::replace(&mut self.place[lane], usize::MAX);
        self.running.swap_remove(place);
        if let Some(&moved) = self.running.get(place) {
            self.place[moved] = place;
        }
        let next = self.ready.pop_front();
        match next {
            Some(next) => self.run(next),
            None => self.idle += 1,
        }
        next
    }

    fn run(&mut self, lane: usize) {
        self.place[lane] = self.running.len();
        self.running.push(lane);
    }

    /// How many lanes are ready and have no core.
    pub(super) fn waiting(&self) -> usize {
        self.ready.len()
    }

    pub(super) fn running(&self) -> &[usize] {
        &self.running
    }
}
