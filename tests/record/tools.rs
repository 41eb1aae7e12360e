//! Programs that start processes and threads in their own ways, and tools that watch Python themselves: under `gil record`
//! each prints and returns what it does without it. `GIL_TOOLS_PYTHON` names a Python with pytest and coverage, which
//! `cargo xtask test --full` makes.

use crate::live::{assert_laws, pythons};
use crate::programs::{Recorded, folder, record};
use gil_playground::record::Recording;
use std::process::Command;
use std::{env, fs};

/// The recording of a command that did the same as without it; `told` picks what has to be the same of what it printed.
fn unchanged(command: &[&str], told: fn(&str) -> String) -> Recording {
    let plain = Command::new(command[0]).args(&command[1..]).output().unwrap();
    let Recorded { recording, status, stdout, stderr } = record(command);
    assert_eq!(status, plain.status.code(), "{command:?}: {stderr}");
    let text = |bytes: &[u8]| told(&String::from_utf8_lossy(bytes));
    assert_eq!(text(&stdout), text(&plain.stdout), "{command:?}");
    let own: Vec<&str> = stderr.lines().filter(|line| !line.starts_with("gil: ")).collect();
    let plain = String::from_utf8(plain.stderr).unwrap();
    assert_eq!(told(&own.join("\n")), told(plain.trim_end()), "{command:?}");
    assert!(recording.end.is_some() && !recording.processes.is_empty());
    assert_laws(&recording, &format!("{command:?}"));
    recording
}

fn all(text: &str) -> String {
    text.to_owned()
}

/// Times and numbers differ from run to run.
fn without_numbers(text: &str) -> String {
    let letters: String = text.chars().filter(|letter| !letter.is_ascii_digit() && *letter != '.').collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

const EXCEPTION: &str = "
def inner(it):
    return sorted([it, None])
try:
    inner(1)
finally:
    print('finally')
";

const POOL: &str = "
from concurrent.futures import ProcessPoolExecutor
import multiprocessing
context = {'mp_context': multiprocessing.get_context('fork')} if hasattr(multiprocessing, 'get_context') else {}
try:
    pool = ProcessPoolExecutor(2, **context)
except TypeError:
    pool = ProcessPoolExecutor(2)
with pool:
    print(sorted(pool.map(abs, range(-40, 0))))
";

const ASYNC: &str = "
import asyncio, hashlib
async def main():
    loop = asyncio.get_event_loop()
    work = [loop.run_in_executor(None, hashlib.sha256, bytes(3_000_000)) for _ in range(4)]
    print([it.hexdigest()[:8] for it in await asyncio.gather(*work)])
loop = asyncio.new_event_loop()
loop.run_until_complete(main())
loop.close()
";

const PROFILED: &str = "
import cProfile
def work():
    return sorted(range(1000), key=abs)
cProfile.run('work()')
";

const TRACED: &str = "
import sys
seen = []
def trace(frame, event, arg):
    seen.append(event)
    return trace
def work():
    return len(sorted([3, 1, 2]))
sys.settrace(trace); work(); sys.settrace(None)
print(seen)
seen = []
sys.setprofile(trace); work(); sys.setprofile(None)
# Whoever sets a profile function sees that very call end where another tool has seen it begin.
print(seen[seen.index('call'):], sys.getprofile(), sys.gettrace())
";

#[test]
fn no_program_prints_or_returns_anything_else_on_any_python() {
    for python in pythons().iter().map(|python| python.display().to_string()) {
        unchanged(&[&python, "-c", EXCEPTION], all);
        unchanged(&[&python, "-c", TRACED], all);
        unchanged(&[&python, "-c", PROFILED], without_numbers);
        let pool = unchanged(&[&python, "-c", POOL], all);
        assert!(pool.processes.len() >= 2, "{python}: {}", pool.text());
        // A copy that has one thread has no lock before 3.7.
        let locks = if python.contains("/3.6.") { pool.locks.len() } else { pool.processes.len() };
        assert_eq!(pool.locks.len(), locks, "{python}: a lock for each process");
        let threads = unchanged(&[&python, "-c", ASYNC], all);
        assert!(threads.timeline.lanes.len() >= 2, "{python}");
    }
}

#[test]
fn pytest_and_coverage_do_their_work_beside_it() {
    let Ok(python) = env::var("GIL_TOOLS_PYTHON") else {
        return println!("skipped: GIL_TOOLS_PYTHON names no Python with pytest and coverage");
    };
    let folder = folder();
    let file = |name: &str, text: &str| {
        fs::write(folder.join(name), text).unwrap();
        folder.join(name).display().to_string()
    };
    let at = folder.display().to_string();
    let test = file(
        "test_it.py",
        "def test_good():\n    assert sorted([2, 1]) == [1, 2]\ndef test_bad():\n    assert len([]) == 1\n",
    );
    let recording =
        unchanged(&["env", "-C", &at, &python, "-m", "pytest", "-q", "-p", "no:cacheprovider", &test], without_numbers);
    assert!(recording.calls.iter().any(|call| call.name == "builtins.exec"), "{}", recording.text());
    let job = file(
        "job.py",
        "import threading\nit = threading.Thread(target=sum, args=([1],))\nit.start()\nit.join()\nprint(len('abc'))\n",
    );
    for core in ["ctrace", "sysmon"] {
        let data = format!("COVERAGE_FILE={}", folder.join("data").display());
        let tool = format!("COVERAGE_CORE={core}");
        unchanged(&["env", &data, &tool, &python, "-m", "coverage", "run", &job], all);
        let report = ["env", &data, &tool, &python, "-m", "coverage", "report", "--include", &job];
        let recording = unchanged(&report, all);
        assert!(recording.told.iter().all(Option::is_some), "{core}: {}", recording.text());
    }
    fs::remove_dir_all(folder).unwrap();
}
