//! A caller's team: the mailbox through which it hands the regions of a kernel to its helpers.
//!
//! Invariants: a helper works for one caller only and stays until that one closes the mailbox; of each region every
//! member does its part once, and `all` ends, by a panic too, only after every member has finished with it.

use crate::gil::sync::{AtomicU32, Condvar, Mutex, MutexGuard, Ordering};
use crate::kernels::Team;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::PoisonError;

type Work<'a> = &'a (dyn Fn(usize) + Sync);

/// Which operation of which pass a kernel is.
pub type Task = (u32, u32);

/// Whoever wants to know when a helper helps; called on the helper's own thread.
pub trait Witness {
    /// The first part of a kernel begins.
    fn joins(&mut self, place: Task);
    /// A part is done; perhaps it was the kernel's last.
    fn has_done(&mut self);
    /// The kernel is over.
    fn leaves(&mut self);
}

/// What the mutex guards.
#[derive(Default)]
struct Post {
    /// The region that is on. Nothing else is sent until it is over, so a helper finds each once.
    work: Option<Work<'static>>,
    /// How many compute it, the caller included.
    members: usize,
    /// The kernel it belongs to; `None` between kernels.
    kernel: Option<Task>,
    /// What a helper panicked with.
    panic: Option<Box<dyn Any + Send>>,
    /// How often the helpers were sent home.
    dismissals: usize,
}

/// Where a caller leaves work and its helpers find it.
pub struct Mailbox {
    post: Mutex<Post>,
    /// Changes with `post`; looked at without the mutex while a helper stands by.
    letters: AtomicU32,
    /// Helpers that have not finished the region that is on.
    busy: AtomicU32,
    arrived: Condvar,
    finished: Condvar,
    /// How often a member looks before it lets others have the core.
    spins: u32,
}

/// What `serve` counts to when a caller has closed its mailbox.
pub const CLOSED: usize = usize::MAX;

impl Mailbox {
    /// An empty mailbox whose members look so often before they sleep.
    pub fn new(spins: u32) -> Self {
        Self {
            post: Mutex::new(Post::default()),
            letters: AtomicU32::new(0),
            busy: AtomicU32::new(0),
            arrived: Condvar::new(),
            finished: Condvar::new(),
            spins,
        }
    }

    /// The caller begins a kernel with so many members, itself among them; it is over when the `Call` is dropped.
    pub fn call(&self, members: usize, place: Task) -> Call<'_> {
        Call { mailbox: self, members, place }
    }

    /// The helpers may go on to the next phase of the run.
    pub fn dismiss(&self) {
        let mut post = self.post();
        post.dismissals = post.dismissals.saturating_add(1);
        self.send(post);
    }

    /// The helpers may leave for good: the caller does.
    pub fn close(&self) {
        let mut post = self.post();
        post.dismissals = CLOSED;
        self.send(post);
    }

    /// Helper `me`, counted from 1, does its parts until it was dismissed so often.
    pub fn serve(&self, me: usize, dismissals: usize, witness: &mut impl Witness) {
        let (mut seen, mut helping) = (None, None);
        loop {
            let post = self.next(seen, helping.is_some());
            seen = Some(self.letters.load(Ordering::Relaxed));
            if helping.is_some() && helping != post.kernel {
                helping = None;
                witness.leaves();
            }
            match post.work.filter(|_| me < post.members) {
                Some(work) => {
                    let kernel = post.kernel;
                    drop(post);
                    let part = AssertUnwindSafe(|| {
                        if let Some(place) = kernel.filter(|_| helping.is_none()) {
                            helping = kernel;
                            witness.joins(place);
                        }
                        work(me);
                    });
                    let panic = catch_unwind(part).err();
                    witness.has_done();
                    self.finish(panic);
                }
                None if post.dismissals >= dismissals => return,
                None => {}
            }
        }
    }

    /// Waits for another letter than the one seen.
    fn next(&self, seen: Option<u32>, stands_by: bool) -> MutexGuard<'_, Post> {
        let news = || Some(self.letters.load(Ordering::Acquire)) != seen;
        if stands_by {
            self.spin_until(news);
        }
        let mut post = self.post();
        while !news() {
            post = self.arrived.wait(post).unwrap_or_else(PoisonError::into_inner);
        }
        post
    }

    fn finish(&self, panic: Option<Box<dyn Any + Send>>) {
        let mut post = self.post();
        post.panic = post.panic.take().or(panic);
        if self.busy.fetch_sub(1, Ordering::Release) == 1 {
            self.finished.notify_one();
        }
    }

    /// Waits until every helper has finished the region that is on, and ends it.
    fn end_region(&self) -> Option<Box<dyn Any + Send>> {
        let finished = || self.busy.load(Ordering::Acquire) == 0;
        self.spin_until(finished);
        let mut post = self.post();
        while !finished() {
            post = self.finished.wait(post).unwrap_or_else(PoisonError::into_inner);
        }
        post.work = None;
        post.panic.take()
    }

    fn spin_until(&self, ready: impl Fn() -> bool) {
        for _ in 0..self.spins {
            if ready() {
                return;
            }
            std::hint::spin_loop();
        }
    }

    fn send(&self, post: MutexGuard<'_, Post>) {
        self.letters.fetch_add(1, Ordering::Release);
        drop(post);
        self.arrived.notify_all();
    }

    fn post(&self) -> MutexGuard<'_, Post> {
        self.post.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One kernel that a team computes.
pub struct Call<'a> {
    mailbox: &'a Mailbox,
    members: usize,
    place: Task,
}

impl Team for Call<'_> {
    fn members(&self) -> usize {
        self.members
    }

    fn all(&self, work: Work) {
        if self.members == 1 {
            return work(0);
        }
        let mut post = self.mailbox.post();
        // SAFETY: only the lifetime changes. The reference stands in `post.work` alone, where a helper copies it only for
        // the part that it owes this region, and subtracts itself from `busy` after its last use: a letter that sent a
        // region is read once by each helper, and no other is sent before the region is over. This function leaves
        // neither by its end nor by a panic before `end_region` has seen `busy` at 0 and emptied `post.work`: what
        // could panic until there, the caller's own part, is caught.
        #[allow(unsafe_code)]
        let lent = unsafe { std::mem::transmute::<Work<'_>, Work<'static>>(work) };
        post.work = Some(lent);
        post.members = self.members;
        post.kernel = Some(self.place);
        self.mailbox.busy.store(self.members as u32 - 1, Ordering::Relaxed);
        self.mailbox.send(post);
        let own = catch_unwind(AssertUnwindSafe(|| work(0))).err();
        let theirs = self.mailbox.end_region();
        if let Some(panic) = own.or(theirs) {
            resume_unwind(panic);
        }
    }
}

/// The kernel is over: its helpers leave it.
impl Drop for Call<'_> {
    fn drop(&mut self) {
        let mut post = self.mailbox.post();
        if post.kernel.take().is_some() {
            self.mailbox.send(post);
        }
    }
}
