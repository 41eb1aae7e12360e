//! The mailbox between a caller and its helpers, alone: no run, no kernel.

use crate::common::native::ONE_AT_A_TIME;
use gil_playground::engine::team::{CLOSED, Mailbox, Task, Witness};
use gil_playground::kernels::{self, Array, Backend, Random, Team};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// What a helper saw.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Seen(Vec<(Task, usize)>, usize);

impl Witness for Seen {
    fn joins(&mut self, place: Task) {
        self.0.push((place, 0));
    }

    fn has_done(&mut self) {
        self.0.last_mut().expect("it has joined").1 += 1;
    }

    fn leaves(&mut self) {
        self.1 += 1;
    }
}

/// Does `work` with so many helpers at the mailbox; fails when it takes longer than a busy machine needs.
fn with_helpers<T: Send>(helpers: usize, spins: u32, work: impl FnOnce(&Mailbox) -> T + Send) -> (T, Vec<Seen>) {
    struct Closes<'a>(&'a Mailbox);
    impl Drop for Closes<'_> {
        fn drop(&mut self) {
            self.0.close();
        }
    }
    let _alone = ONE_AT_A_TIME.lock();
    let (mailbox, mut seen) = (Mailbox::new(spins), vec![Seen::default(); helpers]);
    let (done, over) = channel::<()>();
    let result = std::thread::scope(|scope| {
        let mailbox = &mailbox;
        for (at, seen) in seen.iter_mut().enumerate() {
            scope.spawn(move || mailbox.serve(at + 1, CLOSED, seen));
        }
        scope.spawn(move || {
            if over.recv_timeout(Duration::from_secs(60)) == Err(RecvTimeoutError::Timeout) {
                eprintln!("a caller or a helper waits for ever");
                std::process::abort();
            }
        });
        let result = {
            let _closes = Closes(mailbox);
            work(mailbox)
        };
        drop(done);
        result
    });
    (result, seen)
}

#[test]
fn each_member_does_its_part_of_each_region_once() {
    for (members, spins) in [(2, 0), (3, 100), (4, 2_000)] {
        let regions = 2_000;
        let counts: Vec<AtomicUsize> = (0..members).map(|_| AtomicUsize::new(0)).collect();
        let ((), seen) = with_helpers(members - 1, spins, |mailbox| {
            let call = mailbox.call(members, (1, 2));
            assert_eq!(call.members(), members);
            for region in 1..=regions {
                call.all(&|me| {
                    counts[me].fetch_add(1, Relaxed);
                });
                assert!(counts.iter().all(|count| count.load(Relaxed) == region), "{counts:?} after {region}");
            }
        });
        assert!(seen.iter().all(|seen| *seen == Seen(vec![((1, 2), regions)], 1)), "{seen:?}");
    }
}

#[test]
fn a_kernel_calls_in_as_many_helpers_as_it_has_threads_and_no_region_calls_nobody() {
    let ((), seen) = with_helpers(3, 100, |mailbox| {
        for rep in 0..50 {
            drop(mailbox.call(4, (0, rep)));
            mailbox.call(1, (1, rep)).all(&|me| assert_eq!(me, 0));
            let call = mailbox.call(2, (2, rep));
            call.all(&|me| assert!(me < 2));
            call.all(&|me| assert!(me < 2));
        }
    });
    assert_eq!(seen[0], Seen((0..50).map(|rep| ((2, rep), 2)).collect(), 50));
    assert_eq!(seen[1..], [Seen::default(), Seen::default()]);
}

#[test]
fn a_part_that_panics_ends_the_region_for_all_and_reaches_the_caller_with_its_text() {
    for who in 0..3 {
        let finished = AtomicUsize::new(0);
        let (text, _) = with_helpers(2, 100, |mailbox| {
            let call = mailbox.call(3, (0, 0));
            let panic = catch_unwind(AssertUnwindSafe(|| {
                call.all(&|me| {
                    assert!(me != who, "member {me} gives up");
                    std::thread::sleep(Duration::from_millis(5));
                    finished.fetch_add(1, Relaxed);
                });
            }))
            .expect_err("the panic goes on in the caller");
            assert_eq!(finished.load(Relaxed), 2, "the caller left before the others had finished");
            // The team goes on as if nothing had happened.
            call.all(&|_| {
                finished.fetch_add(1, Relaxed);
            });
            panic.downcast_ref::<String>().cloned()
        });
        assert_eq!(text, Some(format!("member {who} gives up")));
        assert_eq!(finished.load(Relaxed), 5);
    }
}

#[test]
fn dismissed_helpers_go_on_to_the_next_phase_and_serve_again() {
    let mailbox = Mailbox::new(100);
    let parts = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for phase in 1..=3 {
                mailbox.serve(1, phase, &mut Seen::default());
            }
        });
        for phase in 1..=3 {
            mailbox.call(2, (0, phase)).all(&|me| parts.lock().unwrap().push((phase, me)));
            mailbox.dismiss();
        }
    });
    let mut parts = parts.into_inner().unwrap();
    parts.sort_unstable();
    assert_eq!(parts, [(1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1)]);
}

/// Members may add in another order, which a well-conditioned matrix hardly notices.
#[test]
fn one_two_and_four_members_compute_the_same() {
    for name in ["matmul", "cholesky", "lu", "solve"] {
        let kernel = kernels::find(name).unwrap();
        assert!(kernel.threaded(Backend::Auto), "{name}");
        let input = (kernel.input)(200, 200, &mut Random::new(7));
        let results = [1, 2, 4].map(|members| {
            let run = |mailbox: &Mailbox| {
                let mut output: Vec<Array> = Vec::new();
                kernel.run(Backend::Auto, &input, &mut output, &mailbox.call(members, (0, 0))).unwrap();
                output
            };
            with_helpers(members - 1, 100, run).0
        });
        for result in &results {
            let residual = kernel.residual(&input, result);
            assert!(residual <= kernels::RESIDUAL_LIMIT, "{name}: {residual}");
            for (one, other) in results[0].iter().zip(result) {
                let apart = (one - other).norm();
                assert!(apart <= 1e-9 * one.norm(), "{name}: {apart} apart");
            }
        }
    }
}
