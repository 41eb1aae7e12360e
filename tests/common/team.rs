//! A team of threads for kernels that use one.
//!
//! Invariant: every member works at the same time as the others, on a thread of its own.

use gil_playground::kernels::Team;

/// So many members.
pub(crate) struct Threads(pub(crate) usize);

impl Team for Threads {
    fn members(&self) -> usize {
        self.0
    }

    fn all(&self, work: &(dyn Fn(usize) + Sync)) {
        std::thread::scope(|scope| {
            for member in 1..self.0 {
                scope.spawn(move || work(member));
            }
            work(0);
        });
    }
}
