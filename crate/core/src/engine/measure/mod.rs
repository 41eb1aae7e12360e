//! The measured engine: one real thread per lane goes through the phases of a run together with all others.
//!
//! Invariants: nothing on the timeline is invented; inputs are made before the start barrier and residuals checked after
//! the end; whatever a lane meets (an error, a panic, a stop), every lane leaves and the phase says so.

mod adopt;
mod before;
mod report;
mod watch;

pub use adopt::{Finding, Found};

use super::baseline;
use super::blas::Pool;
use super::calibrate::PingPong;
use super::clock::{self, Clock};
use super::control::{Broken, Control, Hooks, Phase};
use super::gate::{Baton, Gate};
use super::helper::{Helper, Unseen};
use super::lane::{self, Surroundings};
use super::plan::Plan;
use super::recorder;
use super::team::{CLOSED, Mailbox};
use super::workbench::Workbench;
use crate::gil::lock::{Gil, Waits};
use crate::gil::policy::Switch;
use crate::gil::waits::{Endless, Interval};
use crate::kernels::FULL;
use crate::scenario::{Blas, Op};
use crate::timeline::report::Residual;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often a member of a team looks for work before it lets others have the core: about a hundred microseconds, longer
/// than it takes to be woken.
const SPINS: u32 = if cfg!(target_arch = "wasm32") { 100_000 } else { 8_000 };

/// What the lanes found out, each writing its own part.
#[derive(Debug, Default)]
struct Findings {
    iterations_per_us: f64,
    costs: Vec<(Op, f64)>,
    workers: Vec<Option<u32>>,
    clock_error_us: f64,
    residuals: Vec<Residual>,
    lived_us: Option<[f64; 2]>,
    /// How many cores' worth of time the lanes got that did nothing but watch, before the run and after it.
    watched: [f64; 2],
    /// The same for the lane that timed the operations alone.
    watched_alone: f64,
    failure: Option<String>,
    left: usize,
}

/// One run of one Scenario; shared by the workers and by whoever watches.
pub struct Run {
    plan: Plan,
    clock: Clock,
    step_us: f64,
    cores: usize,
    hooks: Hooks,
    control: Control,
    diaries: Vec<recorder::Diary>,
    gils: Vec<Gil>,
    /// One a lane; a helper's own stays empty.
    mailboxes: Vec<Mailbox>,
    pool: Option<Pool>,
    gate: Gate,
    baton: Baton,
    ping_pong: PingPong,
    origin_us: AtomicU64,
    /// When the watch that is on began, on the common clock.
    watched_from_us: AtomicU64,
    findings: Mutex<Findings>,
}

impl Run {
    /// Makes a run ready; `clock` is read by every worker, and the machine has so many `cores`.
    pub fn new(plan: Plan, clock: Clock, cores: usize) -> Self {
        Self::sabotaged(plan, clock, cores, Hooks::default())
    }

    /// The same with something broken, for tests that see it found.
    #[doc(hidden)]
    pub fn sabotaged(plan: Plan, clock: Clock, cores: usize, hooks: Hooks) -> Self {
        let interval = Duration::from_nanos((plan.scenario.switch_interval_us * 1000.0) as u64);
        let waits = || -> Box<dyn Waits> {
            match (hooks.waits, plan.policy.switch) {
                (Some(waits), _) => waits(interval),
                (None, Switch::Never | Switch::Ticks) => Box::new(Endless),
                (None, Switch::Request) => Box::new(Interval(interval)),
            }
        };
        let locks = (0..plan.lanes.len()).filter_map(|lane| plan.lock_of(lane)).max().map_or(0, |last| last + 1);
        let lanes = plan.lanes.len();
        Self {
            diaries: plan.lanes.iter().map(|lane| recorder::Diary::new(lane.capacity)).collect(),
            step_us: clock::step(clock),
            clock,
            cores,
            gils: (0..locks).map(|_| Gil::new(waits())).collect(),
            mailboxes: (0..lanes).map(|_| Mailbox::new(SPINS)).collect(),
            pool: (plan.scenario.blas == Blas::Pool).then(Pool::default),
            hooks,
            control: Control::default(),
            gate: Gate::new(lanes),
            baton: Baton::default(),
            ping_pong: PingPong::default(),
            origin_us: AtomicU64::new(0),
            watched_from_us: AtomicU64::new(0),
            findings: Mutex::new(Findings { workers: vec![None; lanes], ..Findings::default() }),
            plan,
        }
    }

    /// What it does.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The words the page reads and writes.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// The diaries the page reads.
    pub fn diaries(&self) -> &[recorder::Diary] {
        &self.diaries
    }

    /// A worker's whole part; each lane is called once, all at the same time, each on a thread of its own.
    pub fn lane(&self, me: usize) {
        // Without teams there are no helpers, and no code for them.
        let helps = self.plan.lanes[me].parent.filter(|_| FULL).map(|parent| (&self.mailboxes[parent], me - parent));
        let born_us = (self.clock)();
        let life = catch_unwind(AssertUnwindSafe(|| match helps {
            _ if !(born_us + self.step_us).is_finite() => Err(Broken::Clock),
            Some((mailbox, member)) => self.help(me, mailbox, member),
            None => self.phases(me),
        }));
        let failure = match life {
            Ok(Ok(())) => None,
            Ok(Err(Broken::Stopped)) => {
                self.control.stop.set();
                None
            }
            Ok(Err(Broken::Clock)) => {
                self.control.stop.set();
                Some(clock::NO_CLOCK.into())
            }
            Ok(Err(Broken::Kernel(kernel, why))) => {
                self.control.stop.set();
                Some(format!("{kernel} on lane {me} {why}; try another size"))
            }
            Err(panic) => {
                self.control.stop.set();
                let text = panic.downcast_ref::<String>().map(String::as_str);
                let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
                Some(format!("lane {me} panicked: {text}; this is a bug of the playground"))
            }
        };
        match helps {
            // A caller in the middle of a kernel still counts on it.
            Some((mailbox, member)) => mailbox.serve(member, CLOSED, &mut Unseen),
            None => self.mailboxes[me].close(),
        }
        self.leave(failure, (self.clock)() - born_us);
    }

    fn phases(&self, me: usize) -> Result<(), Broken> {
        let group = &self.plan.scenario.threads[self.plan.lanes[me].thread];
        self.findings().workers[me] = Some(worker_id());
        self.enter(Phase::WarmUp);
        let mut bench = Workbench::new(group, me);
        let mailbox = &self.mailboxes[me];
        baseline::warm_up(&mut bench, &mailbox.call(group.team() as usize, (0, 0)), self.clock, &self.control.stop)?;
        mailbox.dismiss();

        self.gate.pass(&self.control.stop, || self.enter(Phase::Clock))?;
        let clock = self.calibrated(me)?;

        self.gate.pass(&self.control.stop, || self.enter(Phase::OneThread))?;
        self.time_alone(me, &mut bench)?;
        self.watch(me, 0, clock)?;

        self.gate.pass(&self.control.stop, || self.start(clock))?;
        let place = Surroundings {
            me,
            gil: self.plan.lock_of(me).map(|lock| &self.gils[lock]),
            policy: self.plan.policy,
            check_interval: self.plan.scenario.check_interval,
            mailbox,
            pool: self.pool.as_ref(),
            diary: &self.diaries[me],
            clock,
            origin_us: self.origin_us(),
            iterations_per_us: self.findings().iterations_per_us,
            stop: &self.control.stop,
            panics: self.hooks.panics == Some(me),
        };
        lane::live(place, group, &mut bench)?;
        mailbox.dismiss();

        self.gate.pass(&self.control.stop, || self.enter(Phase::Verifying))?;
        self.watch(me, 1, clock)?;
        let residuals: Vec<Residual> = bench.residuals().map(|(op, max)| Residual::of(op, max)).collect();
        let mut findings = self.findings();
        for found in residuals {
            findings.note(found);
        }
        Ok(())
    }

    /// The same for a helper: it passes every gate that its caller passes, and helps in between.
    fn help(&self, me: usize, mailbox: &Mailbox, member: usize) -> Result<(), Broken> {
        let stop = &self.control.stop;
        self.findings().workers[me] = Some(worker_id());
        mailbox.serve(member, 1, &mut Unseen);
        self.gate.pass(stop, || self.enter(Phase::Clock))?;
        let clock = self.calibrated(me)?;
        self.gate.pass(stop, || self.enter(Phase::OneThread))?;
        self.watch(me, 0, clock)?;
        self.gate.pass(stop, || self.start(clock))?;
        let panics = self.hooks.panics == Some(me);
        let (diary, origin_us) = (&self.diaries[me], self.origin_us());
        mailbox.serve(member, 2, &mut Helper { diary, clock, origin_us, panics, done_us: 0.0 });
        self.gate.pass(stop, || self.enter(Phase::Verifying))?;
        self.watch(me, 1, clock)?;
        Ok(())
    }

    /// The last lane to leave says how the run ended.
    fn leave(&self, failure: Option<String>, lived_us: f64) {
        let mut findings = self.findings();
        findings.lived(lived_us);
        findings.left += 1;
        findings.failure = findings.failure.take().or(failure);
        if findings.left == self.plan.lanes.len() {
            let phase = match (&findings.failure, self.control.stop.check()) {
                (Some(_), _) => Phase::Failed,
                (None, Err(_)) => Phase::Cancelled,
                (None, Ok(())) => Phase::Done,
            };
            self.enter(phase);
        }
    }

    fn enter(&self, phase: Phase) {
        self.control.phase.store(phase as u32, Ordering::Release);
    }

    fn findings(&self) -> MutexGuard<'_, Findings> {
        self.findings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A number of this thread, given by the thread itself the first time it is asked.
fn worker_id() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    thread_local!(static ID: u32 = NEXT.fetch_add(1, Ordering::Relaxed));
    ID.with(|id| *id)
}
