//! How exact a recording is: boundaries that a module of our own stamped, beside those that were recorded.

use crate::live::pythons;
use crate::programs::{Recorded, folder, record};
use gil_playground::timeline::{EventKind, Nanos};
use std::path::Path;
use std::process::Command;
use std::{env, fs};

const JOB: &str = "
import ctypes, sys
module, count, file = ctypes.PyDLL(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
rows = (ctypes.c_uint64 * (4 * count))()
module.stamp(ctypes.c_size_t(count), rows)
open(file, 'wb').write(bytes(rows))
";

/// How many holds and as many releases; `GIL_STAMPS` asks for more.
fn count() -> usize {
    env::var("GIL_STAMPS").map_or(300, |count| count.parse().unwrap())
}

fn compiled(folder: &Path) -> String {
    let module = folder.join("stamps.so").display().to_string();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/record/stamps.rs");
    let arguments = ["--crate-type", "cdylib", "--edition", "2024", "-O", "-o", &module, source];
    assert!(Command::new("rustc").args(arguments).status().unwrap().success());
    module
}

/// By how much it lies outside of these two.
fn outside(t: Nanos, from: Nanos, to: Nanos) -> Nanos {
    from.saturating_sub(t).max(t.saturating_sub(to))
}

#[test]
fn every_hold_and_every_release_is_recorded_to_two_microseconds() {
    let folder = folder();
    let (module, stamps) = (compiled(&folder), folder.join("stamps").display().to_string());
    for python in pythons() {
        let name = python.display().to_string();
        let Recorded { recording, status, stderr, .. } =
            record(&[&name, "-c", JOB, &module, &count().to_string(), &stamps]);
        assert_eq!(status, Some(0), "{name}: {stderr}");
        let rows: Vec<[Nanos; 4]> = fs::read(&stamps)
            .unwrap()
            .chunks_exact(32)
            .map(|row| std::array::from_fn(|at| Nanos::from_le_bytes(row[at * 8..at * 8 + 8].try_into().unwrap())))
            .collect();
        assert_eq!(rows.len(), count());
        let (first, last) = (rows[0][0] - 2000, rows[rows.len() - 1][3] + 2000);
        let at = |kind: EventKind| -> Vec<Nanos> {
            let events = recording.timeline.events.iter().filter(|event| event.lane == 0 && event.kind == kind);
            events.map(|event| event.t + recording.began).filter(|t| (first..last).contains(t)).collect()
        };
        let (drops, takes) = (at(EventKind::Drop), at(EventKind::Take));
        assert_eq!((drops.len(), takes.len()), (rows.len(), rows.len()), "{name}: none missing and none invented");
        let mut errors: Vec<Nanos> = Vec::new();
        for (row, (dropped, taken)) in rows.iter().zip(drops.into_iter().zip(takes)) {
            errors.extend([outside(dropped, row[0], row[1]), outside(taken, row[2], row[3])]);
        }
        errors.sort_unstable();
        let p99 = errors[errors.len() * 99 / 100];
        println!("{name}: {} boundaries, p99 {p99} ns, worst {} ns", errors.len(), errors[errors.len() - 1]);
        assert!(p99 <= 2000, "{name}: p99 is {p99} ns");
    }
    fs::remove_dir_all(folder).unwrap();
}
