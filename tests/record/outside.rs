//! CPythons that run already, sampled from outside: what is seen is what their threads do, and they go on.

use crate::live::{pythons, versions};
use crate::programs::{folder, gil};
use gil_playground::record::{Recording, file};
use gil_playground::timeline::shares::Shares;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Two hogs, and a main thread that is blocked until its input ends.
const HOGS: &str = "
import sys, threading
going = True
def hog():
    while going:
        pass
hogs = [threading.Thread(target=hog) for _ in range(2)]
[it.start() for it in hogs]
print('ready', flush=True)
sys.stdin.read()
going = False
[it.join() for it in hogs]
";

/// A Python that runs this and has said that it is ready.
fn start(python: &Path, job: &str) -> Child {
    let mut command = Command::new(python);
    command.args(["-c", job]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n", "{}", python.display());
    child
}

/// Its input ends, and so does it.
fn finish(mut child: Child) -> Option<i32> {
    drop(child.stdin.take());
    child.wait().unwrap().code()
}

/// All that were found from 3.7 on.
fn can_be_sampled() -> impl Iterator<Item = std::path::PathBuf> {
    pythons().into_iter().filter(|python| !python.display().to_string().contains("/3.6."))
}

fn open(file: &Path) -> Recording {
    file::read(&fs::read(file).unwrap()).unwrap().into()
}

/// What is wrong with what was seen of two hogs and a sleeper.
fn wrong(recording: &Recording) -> Option<&'static str> {
    let lanes = &recording.timeline.lanes;
    if lanes.len() != 3 || lanes.iter().filter(|lane| lane.name == "main").count() != 1 {
        return Some("three lanes");
    }
    let shares = Shares::all(&recording.timeline, 0..recording.timeline.wall());
    let part = |part: u64, of: &Shares| part as f64 / of.life as f64;
    let (sleeper, hogs): (Vec<_>, Vec<_>) = lanes.iter().zip(&shares).partition(|(lane, _)| lane.name == "main");
    let hogs: Vec<&Shares> = hogs.into_iter().map(|(_, shares)| shares).collect();
    let together: f64 = hogs.iter().map(|it| part(it.held, it)).sum();
    let checks = [
        (part(sleeper[0].1.blocked, sleeper[0].1) >= 0.9, "the sleeper is blocked"),
        (together >= 0.8, "the hogs hold the lock nearly all the time"),
        (hogs.iter().all(|it| part(it.held, it) >= 0.2), "each hog holds it for a good part"),
        (hogs.iter().all(|it| part(it.waiting, it) >= 0.2), "and waits for a good part"),
        (recording.owners()[0].handoffs.len() > 10, "they take turns"),
    ];
    checks.into_iter().find(|(is_so, _)| !is_so).map(|(_, words)| words)
}

#[test]
fn two_hogs_and_a_sleeper_are_seen_as_they_are_on_every_python() {
    let folder = folder();
    for python in can_be_sampled() {
        let name = python.display();
        let child = start(&python, HOGS);
        let pid = child.id().to_string();
        // Where other programs have the cores, one hog may hold the lock for most of a second.
        for more in (0..5).rev() {
            let output = gil(&folder, &["record", "--pid", &pid, "--seconds", "1", "-o", "it.gil"]);
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(0), "{name}: {said}");
            assert!(said.starts_with(&format!("gil: samples process {pid} (")), "{name}: {said}");
            assert!(said.contains(" for 1 s, 200 times a second; Ctrl-C ends it earlier\n"), "{name}: {said}");
            assert!(said.contains("gil: sampled · ") && said.contains("the process went on"), "{name}: {said}");
            match wrong(&open(&folder.join("it.gil"))) {
                None => break,
                Some(words) => assert!(more > 0, "{name}: {words}\n{said}"),
            }
        }
        assert_eq!(finish(child), Some(0), "{name} goes on to its end");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn threads_that_begin_and_end_have_a_life_of_their_own() {
    let job = "
import sys, threading, time
print('ready', flush=True)
def short():
    until = time.time() + 0.1
    while time.time() < until:
        pass
for _ in range(5):
    it = threading.Thread(target=short)
    it.start()
    it.join()
    time.sleep(0.05)
sys.stdin.read()
";
    let folder = folder();
    for python in can_be_sampled() {
        let name = python.display();
        let child = start(&python, job);
        let pid = child.id().to_string();
        let output = gil(&folder, &["record", "--pid", &pid, "--seconds", "1.2", "--rate", "500", "-o", "it.gil"]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(finish(child), Some(0), "{name}");
        let recording = open(&folder.join("it.gil"));
        let lives = recording.timeline.lanes.iter().map(|lane| {
            let (first, last) = (lane.spans.first().unwrap(), lane.spans.last().unwrap());
            (last.end - first.start) as f64 / 1e9
        });
        let lives: Vec<f64> = lives.collect();
        // The first may have begun before the first look.
        assert!((5..=6).contains(&lives.len()), "{name}: {lives:?}");
        assert!(lives[1..].iter().all(|life| *life < 0.4), "{name}: {lives:?}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_was_seen_until_the_process_ends_or_until_ctrl_c_is_kept() {
    let folder = folder();
    for (asks, words) in [(false, "then the process ended"), (true, "the process went on")] {
        let mut child = start(Path::new("python3"), HOGS);
        let pid = child.id().to_string();
        let mut command = Command::new("env");
        // A shell's background commands ignore it, and so would this.
        command.args(["--default-signal=INT", env!("CARGO_BIN_EXE_gil"), "record", "--pid", &pid]);
        let mut gil = command.current_dir(&folder).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(gil.stderr.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        assert!(line.contains("for 10 s"), "{line}");
        std::thread::sleep(std::time::Duration::from_millis(300));
        if asks {
            assert!(Command::new("kill").args(["-INT", &gil.id().to_string()]).status().unwrap().success());
        } else {
            child.kill().unwrap();
        }
        let rest = std::io::read_to_string(said).unwrap();
        assert_eq!(gil.wait().unwrap().code(), Some(0), "{rest}");
        assert!(rest.contains(words), "{rest}");
        assert_eq!(finish(child), if asks { Some(0) } else { None });
        let recording = open(&folder.join(format!("pid-{pid}.gil")));
        assert_eq!(recording.timeline.lanes.len(), 3, "{rest}");
        let seconds = recording.timeline.wall() as f64 / 1e9;
        assert!((0.1..5.0).contains(&seconds), "{seconds}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_cant_be_sampled_is_refused_in_one_line_that_says_what_to_do() {
    let folder = folder();
    let refused = |arguments: &[&str], code: i32, words: &str| {
        let output = gil(&folder, &[&["record"], arguments].concat());
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        assert!(text.lines().count() == 1 && text.contains(words), "{arguments:?}: {text}");
    };
    let mut gone = Command::new("true").spawn().unwrap();
    gone.wait().unwrap();
    refused(
        &["--pid", &gone.id().to_string()],
        125,
        "doesn't exist or has ended: give the number of a running process",
    );
    let mut sleep = Command::new("sleep").arg("60").spawn().unwrap();
    let pid = sleep.id().to_string();
    refused(&["--pid", &pid], 125, "runs no CPython: give the process of the interpreter itself");
    sleep.kill().unwrap();
    sleep.wait().unwrap();
    refused(&["--pid", &pid], 125, "doesn't exist or has ended");
    let waits = "import sys; sys.stdout.write('ready\\n'); sys.stdout.flush(); sys.stdin.read()";
    for (version, words) in
        [("2.7", "which has another lock: use 3.7 or later"), ("3.6", "and 3.7 to 3.15 can be sampled from outside")]
    {
        let Some((_, old)) = versions().into_iter().find(|(name, _)| name.starts_with(version)) else { continue };
        let child = start(&old, waits);
        refused(&["--pid", &child.id().to_string()], 125, &format!("runs Python {version}, {words}"));
        assert_eq!(finish(child), Some(0));
    }
    refused(&["--pid", "0"], 2, "give the number of a running process");
    refused(&["--pid", "-3"], 2, "give the number of a running process");
    refused(&["--pid", "job"], 2, "give the number of a running process");
    refused(&["--pid", "1", "--rate", "3000"], 2, "give samples a second from 1 to 2000");
    refused(&["--pid", "1", "--seconds", "0"], 2, "give seconds from 0.1 to 86400");
    refused(&["--pid", "1", "--seconds", "-1"], 2, "give seconds from 0.1 to 86400");
    refused(&["--pid", "1", "--last", "5"], 2, "cannot be used with");
    refused(&["--pid", "1", "python3"], 2, "cannot be used with");
    refused(&["--rate", "100", "python3"], 2, "cannot be used with");
    refused(&["--seconds", "1"], 2, "--pid");
    refused(&[], 2, "--pid");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "nothing was left behind");
    fs::remove_dir_all(folder).unwrap();
}
