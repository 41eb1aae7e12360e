//! A part of a recording for itself.
//!
//! Invariants: times begin where it begins, and what goes on at its edges is cut there, also holding a lock; lanes and calls
//! that are not in it are left out, but lanes that one in it waits for stay.

use super::{Replay, Spent};
use crate::timeline::{Event, EventKind, Nanos};

impl Replay {
    /// How much of a stretch is shown; none where it lies outside.
    pub(super) fn shown(&self, start: Nanos, end: Nanos) -> Option<Nanos> {
        let inside = end >= self.window.start && start < self.window.end;
        inside.then(|| end.min(self.window.end).saturating_sub(start.max(self.window.start)))
    }

    pub(super) fn cut_out(&mut self) {
        if self.window == (0..Nanos::MAX) {
            return;
        }
        self.cut_events();
        let (from, to) = (self.window.start, self.window.end);
        let inside = |start: &mut Nanos, end: &mut Nanos| {
            (*start, *end) = ((*start).clamp(from, to) - from, (*end).clamp(from, to) - from);
            start < end
        };
        for lane in &mut self.lanes {
            lane.spans.retain_mut(|span| inside(&mut span.start, &mut span.end));
        }
        let cpu = std::mem::take(&mut self.cpu).into_iter().filter(|((_, start), _)| (from..to).contains(start));
        self.cpu = cpu.map(|((lane, start), time)| ((lane, start - from), time)).collect();
        self.gaps.retain_mut(|gap| inside(&mut gap.start, &mut gap.end));
        self.number_calls();
        self.number_lanes();
    }

    /// Who holds a lock already takes it where the part begins.
    fn cut_events(&mut self) {
        let (from, to) = (self.window.start, self.window.end);
        let first = self.events.partition_point(|event| event.t < from);
        let mut holds = vec![false; self.lanes.len()];
        for event in self.events.drain(..first) {
            match event.kind {
                EventKind::Take => holds[event.lane] = true,
                EventKind::Drop => holds[event.lane] = false,
                _ => {}
            }
        }
        self.events.retain(|event| event.t < to);
        for event in &mut self.events {
            event.t -= from;
        }
        let holders = (0..holds.len()).filter(|lane| holds[*lane]);
        let takes = holders.map(|lane| Event { t: 0, lane, kind: EventKind::Take, to: None });
        self.events.splice(0..0, takes.collect::<Vec<_>>());
    }

    fn number_calls(&mut self) {
        let number = numbers(self.calls.iter().map(|call| call.count > 0));
        self.calls.retain(|call| call.count > 0);
        let new = |old: usize| number[old];
        for Spent { parent, .. } in &mut self.calls {
            *parent = parent.and_then(new);
        }
        for span in self.lanes.iter_mut().flat_map(|lane| &mut lane.spans) {
            let call = (span.op as usize).checked_sub(1).and_then(new);
            span.op = call.map_or(0, |call| call as u32 + 1);
        }
        let sites = std::mem::take(&mut self.sites).into_iter().filter(|(_, time)| *time > 0);
        self.sites = sites.map(|((lane, call, address), time)| ((lane, call.and_then(new), address), time)).collect();
    }

    fn number_lanes(&mut self) {
        let mut is_in: Vec<bool> = self.lanes.iter().map(|lane| !lane.spans.is_empty()).collect();
        let causes = self.lanes.iter().flat_map(|lane| &lane.spans).filter_map(|span| span.cause);
        let others = self.events.iter().flat_map(|event| [Some(event.lane), event.to]).flatten();
        let gaps = self.gaps.iter().map(|gap| gap.lane);
        for lane in causes.map(|cause| cause.holder).chain(others).chain(gaps).collect::<Vec<_>>() {
            is_in[lane] = true;
        }
        let number = numbers(is_in.iter().copied());
        let renumber = |lane: &mut usize| {
            if let Some(new) = number[*lane] {
                *lane = new;
            }
        };
        let lanes = std::mem::take(&mut self.lanes).into_iter().zip(std::mem::take(&mut self.lock_of)).zip(is_in);
        (self.lanes, self.lock_of) = lanes.filter(|(_, is_in)| *is_in).map(|(lane, _)| lane).unzip();
        for span in self.lanes.iter_mut().flat_map(|lane| &mut lane.spans) {
            if let Some(cause) = &mut span.cause {
                renumber(&mut cause.holder);
            }
        }
        for Event { lane, to, .. } in &mut self.events {
            renumber(lane);
            to.as_mut().into_iter().for_each(renumber);
        }
        self.gaps.iter_mut().for_each(|gap| renumber(&mut gap.lane));
        let cpu = std::mem::take(&mut self.cpu).into_iter();
        self.cpu = cpu.filter_map(|((lane, start), time)| Some(((number[lane]?, start), time))).collect();
        let sites = std::mem::take(&mut self.sites).into_iter();
        self.sites = sites.filter_map(|((lane, call, at), time)| Some(((number[lane]?, call, at), time))).collect();
    }
}

/// Of those that stay their new numbers.
fn numbers(stays: impl Iterator<Item = bool>) -> Vec<Option<usize>> {
    let mut count = 0;
    let number = |stays: bool| {
        stays.then(|| {
            count += 1;
            count - 1
        })
    };
    stays.map(number).collect()
}
