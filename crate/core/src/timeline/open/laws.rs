//! What a Report in a file must obey before anything is believed of it.
//!
//! Invariant: each refusal names what is wrong, and where.

use super::{Written, broken};
use crate::error::{Result, within};
use crate::gil::policy::{self, Sharing};
use crate::scenario::NAME_LETTERS;
use crate::text::shortened;
use crate::timeline::report::Environment;
use crate::timeline::{EventKind, LONGEST, Lane, Nanos, State, micros, rows};

/// How much a Report may list beside its lanes.
const LISTED: std::ops::RangeInclusive<usize> = 0..=1000;

impl Written {
    pub(super) fn obeys(&self) -> Result<()> {
        self.scenario.check()?;
        self.numbers()?;
        self.texts()?;
        self.rows()?;
        for lane in &self.lanes {
            self.spans(lane)?;
        }
        self.at_the_locks()
    }

    fn numbers(&self) -> Result<()> {
        // All work in sequence takes longer than any run.
        const MOST: std::ops::RangeInclusive<f64> = 0.0..=1e18;
        within("one_thread_us", self.one_thread_us, &MOST)?;
        within("clock_error_us", self.clock_error_us, &MOST)?;
        within("timer_step_us of environment", self.environment.timer_step_us, &MOST)?;
        within("free of environment", self.environment.free.unwrap_or(1.0), &(0.0..=1.0))?;
        within("backwards_us of environment", self.environment.backwards_us, &MOST)?;
        within("elapsed_us of environment", self.environment.elapsed_us.unwrap_or(0.0), &MOST)?;
        within("cores of environment", self.environment.cores, &(1..=1_000_000))?;
        within("gil_held of metrics", self.metrics.gil_held, &(0.0..=1.0))?;
        within("serial_fraction of metrics", self.metrics.serial_fraction.unwrap_or(0.0), &(0.0..=1.0))?;
        within("amdahl_bound of metrics", self.metrics.amdahl_bound.unwrap_or(1.0), &MOST)?;
        let alone = self.alone_us.iter().flatten().flatten().map(|us| ("a time in alone_us", us));
        let lived = self.environment.lived_us.iter().flatten().map(|us| ("a time in lived_us of environment", us));
        alone.chain(lived).try_for_each(|(what, us)| within(what, *us, &MOST))?;
        self.residuals.iter().try_for_each(|it| within("max of a residual", it.max, &(0.0..=f64::INFINITY)))
    }

    /// What is shown is short, and so are the lists of it.
    fn texts(&self) -> Result<()> {
        let Environment { isolation, version, backends, python, .. } = &self.environment;
        within("the number of backends of environment", backends.len(), &LISTED)?;
        within("the number of residuals", self.residuals.len(), &LISTED)?;
        let kernels = self.residuals.iter().map(|it| &it.kernel);
        let texts = [isolation, version].into_iter().chain(backends).chain(python).chain(kernels);
        let long = texts.map(|text| text.chars().count()).find(|letters| *letters > NAME_LETTERS);
        long.map_or(Ok(()), |letters| {
            Err(broken(&format!("it has a text of {letters} letters, {NAME_LETTERS} at most are shown")))
        })
    }

    /// The lanes are those of the Scenario; nobody saw helpers whose library is not ours.
    fn rows(&self) -> Result<()> {
        let mut rows = rows::of(&self.scenario);
        let (found, asked) = (self.lanes.len(), rows.len());
        if found != asked {
            rows.retain(|row| row.parent.is_none());
        }
        if found != rows.len() {
            return Err(broken(&format!("it has {found} lanes, but its Scenario has {asked}")));
        }
        let place = |lane: &Lane| (lane.thread, lane.index, lane.parent);
        let other = rows.iter().zip(&self.lanes).find(|(row, lane)| row.name != lane.name || place(row) != place(lane));
        other.map_or(Ok(()), |(row, lane)| {
            let [row, lane] = [row, lane].map(|it| shortened(&it.name, 40));
            Err(broken(&format!("its Scenario has the lane \"{row}\" where the file has \"{lane}\"")))
        })
    }

    fn spans(&self, lane: &Lane) -> Result<()> {
        let group = &self.scenario.threads[lane.thread];
        let mut before: Nanos = 0;
        for (at, span) in lane.spans.iter().enumerate() {
            let wrong = |what: String| {
                Err(broken(&format!("span {} of lane \"{}\" {what}", at + 1, shortened(&lane.name, 40))))
            };
            let [start, end, last] = [span.start, span.end, before].map(micros);
            if span.start < before {
                return wrong(format!("begins at {start} µs, before the span before it ends at {last} µs"));
            }
            if span.end <= span.start {
                return wrong(format!("ends at {end} µs, but begins at {start} µs"));
            }
            if span.end > LONGEST {
                return wrong(format!("ends at {end} µs, but a run takes at most {} µs", micros(LONGEST)));
            }
            if span.op as usize >= group.ops.len() {
                return wrong(format!("belongs to operation {}, but its thread has only {}", span.op, group.ops.len()));
            }
            if span.rep >= group.repeat {
                return wrong(format!("belongs to pass {}, but its thread makes only {}", span.rep, group.repeat));
            }
            if let Some(cause) = span.cause {
                if span.state != State::GilWait {
                    return wrong(format!("is in the state {}, but has the cause of a wait", span.state));
                }
                if cause.holder >= self.lanes.len() {
                    return wrong(format!("waits for lane {}, but there are only {}", cause.holder, self.lanes.len()));
                }
            }
            before = span.end;
        }
        Ok(())
    }

    fn at_the_locks(&self) -> Result<()> {
        let lanes = self.lanes.len();
        let wall = self.lanes.iter().filter_map(|lane| lane.spans.last()).map(|span| span.end).max().unwrap_or(0);
        let lockless = policy::of(self.scenario.runtime).sharing == Sharing::Nobody;
        let mut holds = vec![false; lanes];
        let mut before: Nanos = 0;
        for (at, event) in self.events.iter().enumerate() {
            let wrong = |what: String| Err(broken(&format!("event {} {what}", at + 1)));
            if event.t < before {
                let [now, last] = [event.t, before].map(micros);
                return wrong(format!("is at {now} µs, but the event before it is at {last} µs"));
            }
            if event.t > wall {
                return wrong(format!("is at {} µs, but the last span ends at {} µs", micros(event.t), micros(wall)));
            }
            if let Some(lane) = [Some(event.lane), event.to].into_iter().flatten().find(|lane| *lane >= lanes) {
                return wrong(format!("is about lane {lane}, but there are only {lanes}"));
            }
            match event.kind {
                _ if lockless => return wrong("is about a lock, but its runtime has none".into()),
                EventKind::Take if holds[event.lane] => {
                    return wrong(format!("is a take by lane {}, which holds its lock already", event.lane));
                }
                EventKind::Take => holds[event.lane] = true,
                EventKind::Drop => holds[event.lane] = false,
                _ => {}
            }
            before = event.t;
        }
        Ok(())
    }
}
