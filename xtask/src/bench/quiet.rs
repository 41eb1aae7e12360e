//! Whether the machine was quiet while something ran: how many cores' worth of time went to others.
//!
//! Invariant: nothing is guessed; where the system does not say (outside Linux), nothing is known.

use std::fs;
use std::time::Instant;

/// Ticks of `/proc`, which are hundredths of a second for every program that reads them.
const TICKS: f64 = 100.0;

pub(super) struct Watch {
    start: Instant,
    others: Option<u64>,
}

impl Watch {
    pub(super) fn start() -> Self {
        Self { start: Instant::now(), others: others() }
    }

    /// The cores that others kept busy since the start, the host's other guests (steal) included.
    pub(super) fn others(&self) -> Option<f64> {
        let taken = others()?.saturating_sub(self.others?);
        Some(taken as f64 / TICKS / self.start.elapsed().as_secs_f64())
    }
}

/// What all cores did, without what this program and the children it has waited for did.
fn others() -> Option<u64> {
    let all = busy(&fs::read_to_string("/proc/stat").ok()?)?;
    let own = own(&fs::read_to_string("/proc/self/stat").ok()?)?;
    Some(all.saturating_sub(own))
}

/// User, nice, system, interrupts and steal of the first line of `/proc/stat`; idle and waiting for disks left out.
fn busy(stat: &str) -> Option<u64> {
    let line = stat.lines().next()?.strip_prefix("cpu ")?;
    let columns: Vec<u64> = line.split_whitespace().map_while(|number| number.parse().ok()).collect();
    [0, 1, 2, 5, 6, 7].into_iter().map(|column| columns.get(column).copied()).sum()
}

/// `utime`, `stime`, `cutime` and `cstime`, counted from behind the program's name, which may hold anything.
fn own(stat: &str) -> Option<u64> {
    let columns: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    columns.get(11..15)?.iter().map(|number| number.parse::<u64>().ok()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_busy_columns_count_and_a_program_may_be_called_anything() {
        assert_eq!(busy("cpu  1 2 4 1000 1000 8 16 32 500 500\ncpu0 9 9"), Some(63));
        assert_eq!(busy("intr 1 2"), None);
        assert_eq!(own("7 (a) b (c) S 1 7 7 0 -1 4194304 90 80 70 60 1 2 4 8 20 0 1 0"), Some(15));
        assert_eq!(own("7 (short) S 1"), None);
    }
}
