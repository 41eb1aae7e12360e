//! The mailbox, model-checked: `loom` runs its very text in every interleaving of a caller and two helpers, within a
//! bound on preemptions, and the law is shown to be one by a caller that does not wait.
#![cfg(not(target_arch = "wasm32"))]
#![allow(dead_code, unreachable_pub, reason = "the included file is written for the crate")]

#[path = "../../crate/core/src/engine/team.rs"]
mod team;

/// What the crate has under these names, with loom's primitives.
mod gil {
    pub mod sync {
        pub use loom::sync::atomic::{AtomicU32, Ordering};
        pub use loom::sync::{Condvar, Mutex, MutexGuard};
    }
}
mod kernels {
    pub use gil_playground::kernels::Team;
}

use kernels::Team;
use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::thread;
use team::{CLOSED, Mailbox, Task, Witness};

#[derive(Default)]
struct Counts {
    joined: usize,
    done: usize,
    left: usize,
}

impl Witness for Counts {
    fn joins(&mut self, _: Task) {
        self.joined += 1;
    }

    fn has_done(&mut self) {
        self.done += 1;
    }

    fn leaves(&mut self) {
        self.left += 1;
    }
}

fn in_every_interleaving(preemptions: usize, model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.check(model);
}

/// A caller with two kernels of so many regions each; every member writes to a place of its own, which the caller reads
/// without any lock when `all` is over: loom fails where the two could meet.
fn kernels(helpers: usize, regions: u32) {
    let mailbox = Arc::new(Mailbox::new(0));
    let serving: Vec<_> = (1..=helpers)
        .map(|me| {
            let mailbox = Arc::clone(&mailbox);
            thread::spawn(move || {
                let mut counts = Counts::default();
                mailbox.serve(me, 1, &mut counts);
                mailbox.serve(me, CLOSED, &mut counts);
                counts
            })
        })
        .collect();
    for kernel in 0..2 {
        let call = mailbox.call(helpers + 1, (0, kernel));
        let places: Vec<_> = (0..=helpers).map(|_| UnsafeCell::new(0)).collect();
        let places = Places(places);
        for region in 1..=regions {
            call.all(&|me| places.write(me));
            assert!(places.all(region), "a member did its part not once");
        }
        drop(call);
        mailbox.dismiss();
    }
    mailbox.close();
    for helper in serving {
        let Counts { joined, done, left } = helper.join().unwrap();
        assert_eq!((joined, done, left), (2, 2 * regions as usize, 2));
    }
}

/// One number a member; loom checks that nobody reads one while another writes it.
struct Places(Vec<UnsafeCell<u32>>);

// SAFETY: each member writes to its own place only, and the caller reads all when no region is on: loom checks just that.
#[allow(unsafe_code)]
unsafe impl Sync for Places {}

#[allow(unsafe_code)]
impl Places {
    fn write(&self, me: usize) {
        // SAFETY: see above.
        self.0[me].with_mut(|place| unsafe { *place += 1 });
    }

    fn all(&self, value: u32) -> bool {
        // SAFETY: see above.
        self.0.iter().all(|place| place.with(|place| unsafe { *place == value }))
    }
}

#[test]
fn one_helper_does_each_region_once_and_the_caller_waits_for_it() {
    in_every_interleaving(3, || kernels(1, 2));
}

#[test]
fn two_helpers_do_each_region_once_and_the_caller_waits_for_both() {
    in_every_interleaving(2, || kernels(2, 1));
}
