//! Puts the lanes' clocks on one base, lane 0's: shared-memory ping-pong, one lane after the other.
//!
//! Invariant: lane 0 read its clock between a lane's two readings, so each round gives an interval in which the true
//! offset lies; the intersection of all rounds is the offset and its error bound. Nobody waits here without end.

use super::clock::LaneClock;
use super::control::{Stop, Stopped};
use super::gate::Baton;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

const ROUNDS: u32 = 200;
/// More rounds follow until the bound, without the clock's own step, is this narrow or one step.
const NARROW_US: f64 = 1.0;
/// All lanes together give up narrowing after this long: a busy machine may never let two of them run at once.
const PATIENCE_US: f64 = 200_000.0;
/// Looks at the other side's word before this thread lets others have the core.
const SPINS: u32 = 2_000;

/// A lane's clock against lane 0's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Offset {
    /// What to add to the lane's own reading.
    pub(super) offset_us: f64,
    /// How wrong that can be.
    pub(super) error_us: f64,
}

/// The words that the two sides share.
#[derive(Debug, Default)]
pub(super) struct PingPong {
    ping: AtomicU32,
    pong: AtomicU32,
    time: AtomicU64,
    baton: Baton,
}

impl PingPong {
    /// Lane 0's part: answers until each of the `clients` is done.
    pub(super) fn serve(&self, clock: LaneClock, clients: usize, stop: &Stop) -> Result<(), Stopped> {
        let mut answered = 0;
        while self.baton.passed() < clients {
            let ping = wait_for(&self.ping, |ping| ping != answered, stop, || self.baton.passed() == clients)?;
            self.time.store(clock.own().to_bits(), Ordering::Relaxed);
            self.pong.store(ping, Ordering::Release);
            answered = ping;
        }
        Ok(())
    }

    /// The part of lane `me` of `lanes`, which is at least 1: measures its own offset when its turn has come.
    pub(super) fn measure(
        &self,
        me: usize,
        lanes: usize,
        clock: LaneClock,
        step_us: f64,
        stop: &Stop,
    ) -> Result<Offset, Stopped> {
        self.baton.wait(me - 1, stop)?;
        let give_up = clock.own() + PATIENCE_US / lanes as f64;
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        let mut rounds = 0;
        let uncertain = |low: f64, high: f64| (high - low) / 2.0 > NARROW_US.max(step_us);
        while rounds < ROUNDS || (uncertain(low, high) && clock.own() < give_up) {
            let ping = self.ping.load(Ordering::Relaxed).wrapping_add(1);
            let sent = clock.own();
            self.ping.store(ping, Ordering::Release);
            wait_for(&self.pong, |pong| pong == ping, stop, || false)?;
            let received = clock.own();
            let answered = f64::from_bits(self.time.load(Ordering::Relaxed));
            low = low.max(answered - received);
            high = high.min(answered - sent);
            rounds += 1;
        }
        self.baton.pass();
        // A reading may lag the truth by one step, so the two bounds may cross by that much.
        Ok(Offset { offset_us: f64::midpoint(low, high), error_us: (high - low).abs() / 2.0 + step_us })
    }
}

fn wait_for(
    word: &AtomicU32,
    ready: impl Fn(u32) -> bool,
    stop: &Stop,
    done: impl Fn() -> bool,
) -> Result<u32, Stopped> {
    let mut looks = 0;
    loop {
        let value = word.load(Ordering::Acquire);
        if ready(value) || (looks >= SPINS && done()) {
            return Ok(value);
        }
        looks += 1;
        if looks < SPINS {
            std::hint::spin_loop();
        } else {
            stop.check()?;
            std::thread::sleep(Duration::from_micros(20));
        }
    }
}
