//! What will happen when: each lane, and the machine, has one alarm.
//!
//! Invariant: alarms go off in the order of time, and those of one time in the order in which they were set. Setting an
//! alarm replaces the one that was set, so none is ever out of date.

use crate::timeline::Nanos;

/// The alarms, as a tournament: a node's winner is the earlier of its two children's.
#[derive(Debug)]
pub(super) struct Alarms {
    /// When each goes off, and below that which it was of all that were set.
    due: Vec<u128>,
    /// The winners: the root at 1, the children of `node` at `2 * node` and the place after, the alarms in the last half.
    winners: Vec<u32>,
    set: u64,
    /// The alarm that went off last, if nobody has touched it since: it still wins until then.
    gone_off: Option<usize>,
}

/// An alarm that is not set.
const NEVER: u128 = u128::MAX;

impl Alarms {
    pub(super) fn new(count: usize) -> Self {
        let leaves = count.next_power_of_two().max(2);
        let mut winners: Vec<u32> = (0..leaves as u32).chain(0..leaves as u32).collect();
        (1..leaves).rev().for_each(|node| winners[node] = winners[2 * node]);
        Self { due: vec![NEVER; leaves], winners, set: 0, gone_off: None }
    }

    pub(super) fn set(&mut self, who: usize, at: Nanos) {
        self.set += 1;
        self.change(who, u128::from(at) << 64 | u128::from(self.set));
    }

    pub(super) fn clear(&mut self, who: usize) {
        self.change(who, NEVER);
    }

    /// The alarm that goes off next, and when.
    pub(super) fn next(&mut self) -> Option<(usize, Nanos)> {
        if let Some(who) = self.gone_off {
            self.clear(who);
        }
        let who = self.winners[1] as usize;
        let due = self.due[who];
        if due == NEVER {
            return None;
        }
        self.gone_off = Some(who);
        Some((who, (due >> 64) as Nanos))
    }

    fn change(&mut self, who: usize, due: u128) {
        if self.gone_off == Some(who) {
            self.gone_off = None;
        }
        self.due[who] = due;
        let mut node = usize::midpoint(self.due.len(), who);
        while node > 0 {
            let (left, right) = (self.winners[2 * node], self.winners[2 * node + 1]);
            let winner = if self.due[left as usize] <= self.due[right as usize] { left } else { right };
            let before = std::mem::replace(&mut self.winners[node], winner);
            if before == winner && winner as usize != who {
                return;
            }
            node /= 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alarms_go_off_by_time_and_then_in_the_order_in_which_they_were_set() {
        let mut alarms = Alarms::new(5);
        for (who, at) in [(4, 7), (0, 9), (3, 7), (2, 8), (0, 7), (1, 3)] {
            alarms.set(who, at);
        }
        alarms.clear(2);
        let order: Vec<(usize, Nanos)> = std::iter::from_fn(|| alarms.next()).collect();
        assert_eq!(order, [(1, 3), (4, 7), (3, 7), (0, 7)]);
    }
}
