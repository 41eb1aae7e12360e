//! `gil record` as a program starts other programs: their status, their streams, their end.

use gil_playground::record::{Recording, file};
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder of this test's own.
pub(crate) fn folder() -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("record-{}-{next}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

pub(crate) fn gil(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gil")).current_dir(folder).args(arguments).output().unwrap()
}

/// What came of it.
pub(crate) struct Recorded {
    pub(crate) recording: Recording,
    pub(crate) status: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

pub(crate) fn record(command: &[&str]) -> Recorded {
    record_with(&[], command)
}

pub(crate) fn record_with(options: &[&str], command: &[&str]) -> Recorded {
    let folder = folder();
    let output = gil(&folder, &[&["record", "-o", "it.gil"], options, &["--"], command].concat());
    let stderr = String::from_utf8(output.stderr).unwrap();
    let bytes = fs::read(folder.join("it.gil")).unwrap_or_else(|error| panic!("{error}: {stderr}"));
    let recording = file::read(&bytes).unwrap().into();
    fs::remove_dir_all(folder).unwrap();
    Recorded { recording, status: output.status.code(), stdout: output.stdout, stderr }
}

#[test]
fn a_programs_output_and_status_are_its_own() {
    let job = "import sys; print('out', sys.argv[1:]); print('err', file=sys.stderr); sys.exit(7)";
    let command = ["python3", "-c", job, "-x", "--", "a b"];
    let plain = Command::new(command[0]).args(&command[1..]).output().unwrap();
    let Recorded { status, stdout, stderr, .. } = record(&command);
    assert_eq!((status, plain.status.code()), (Some(7), Some(7)));
    assert_eq!(stdout, plain.stdout);
    let own: Vec<&str> = stderr.lines().filter(|line| !line.starts_with("gil: ")).collect();
    assert_eq!(own, String::from_utf8(plain.stderr).unwrap().lines().collect::<Vec<_>>());
    assert!(stderr.contains("it ended after") && stderr.contains("with exit status 7"), "{stderr}");
}

#[test]
fn what_a_program_did_until_it_was_killed_or_crashed_is_kept() {
    let jobs = [
        ("import os; sum(range(1_000_000)); os.kill(os.getpid(), 9)", 137, "signal 9"),
        ("import ctypes; sum(range(1_000_000)); ctypes.string_at(0)", 139, "signal 11"),
    ];
    for (job, code, words) in jobs {
        let Recorded { recording, status, .. } = record(&["python3", "-c", job]);
        assert_eq!(status, Some(code));
        assert_eq!(recording.end.as_ref().map(|end| &end.status[..]), Some(words));
        assert!(!recording.timeline.lanes[0].spans.is_empty());
    }
}

#[test]
fn who_is_asked_to_stop_passes_that_on() {
    let job = "
import time
print('ready', flush=True)
try:
    time.sleep(60)
except KeyboardInterrupt:
    exit(5)
";
    let folder = folder();
    // A shell's background commands ignore it, and so would these. In a group of its own it is not what a terminal would send
    // this to.
    let mut gil = Command::new("env");
    gil.args(["--default-signal=INT", env!("CARGO_BIN_EXE_gil"), "record", "-o", "it.gil", "python3", "-c", job]);
    gil.current_dir(&folder);
    let mut child = gil.process_group(0).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(5));
    let recording: Recording = file::read(&fs::read(folder.join("it.gil")).unwrap()).unwrap().into();
    assert_eq!(recording.end.unwrap().status, "exit status 5");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_shell_between_is_followed_and_a_program_without_python_says_so() {
    let Recorded { recording, status, .. } = record(&["sh", "-c", "python3 -c 'print(1)'; exit 3"]);
    assert_eq!((status, recording.processes.len()), (Some(3), 1));
    let Recorded { recording, stderr, status, .. } = record(&["true"]);
    assert_eq!((status, recording.processes.len()), (Some(0), 0));
    assert!(stderr.contains("no CPython ran in it"), "{stderr}");
}

/// The first bytes of a 64-bit program with one header, which asks for this linker.
fn elf(machine: u16, kind: u32, linker: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0; 120];
    bytes[..5].copy_from_slice(b"\x7fELF\x02");
    bytes[18..20].copy_from_slice(&machine.to_le_bytes());
    bytes[32..40].copy_from_slice(&64_u64.to_le_bytes());
    bytes[54..56].copy_from_slice(&56_u16.to_le_bytes());
    bytes[56..58].copy_from_slice(&1_u16.to_le_bytes());
    bytes[64..68].copy_from_slice(&kind.to_le_bytes());
    bytes[72..80].copy_from_slice(&120_u64.to_le_bytes());
    bytes[96..104].copy_from_slice(&(linker.len() as u64).to_le_bytes());
    [bytes, linker.to_vec()].concat()
}

#[test]
fn what_cant_be_recorded_is_refused_in_one_line_that_says_what_to_do() {
    let folder = folder();
    let program = |name: &str, bytes: &[u8], mode: u32| {
        let path = folder.join(name);
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let ours = if cfg!(target_arch = "x86_64") { 62 } else { 183 };
    program("plain", b"text", 0o644);
    program("python-static", &elf(ours, 1, b""), 0o755);
    program("python-musl", &elf(ours, 3, b"/lib/ld-musl-x86_64.so.1\0"), 0o755);
    program("python-foreign", &elf(40, 3, b"/lib/ld.so\0"), 0o755);
    program("python-script", b"#! ./python-musl -x\n", 0o755);
    let cases = [
        ("nowhere-to-be-found", 127, "isn't there: give a program in PATH"),
        ("./nowhere", 127, "isn't there"),
        ("./plain", 126, "may not be executed: make it executable"),
        ("./python-static", 125, "is linked statically"),
        ("./python-musl", 125, "is made for musl"),
        ("./python-foreign", 125, "is made for another processor"),
        ("./python-script", 125, "is made for musl"),
    ];
    for (name, code, words) in cases {
        let output = gil(&folder, &["record", name]);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{text}");
        assert!(text.lines().count() == 1 && text.contains(words), "{text}");
    }
    let output = gil(&folder, &["record", "-o", "no/such/folder.gil", "true"]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(125) && text.contains("name another file with -o"), "{text}");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 5, "nothing else was left behind");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_recording_is_named_after_the_script_is_private_and_can_be_shown() {
    let folder = folder();
    fs::write(folder.join("job.py"), "print(sum(range(1000)))").unwrap();
    for name in ["job.gil", "job-2.gil"] {
        let output = gil(&folder, &["record", "python3", "job.py"]);
        assert_eq!((output.status.code(), &output.stdout[..]), (Some(0), &b"499500\n"[..]));
        let mode = fs::metadata(folder.join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let shown = gil(&folder, &["show", "job.gil"]);
    let text = String::from_utf8(shown.stdout).unwrap();
    assert!(text.starts_with("recorded · python3 job.py · CPython 3."), "{text}");
    assert!(text.contains("main |") && text.contains("holds the lock"), "{text}");
    let json = gil(&folder, &["show", "job.gil", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(report["engine"], "recorded");
    let refused = gil(&folder, &["show", "job.py"]);
    assert_eq!(refused.status.code(), Some(2));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_redacted_recording_has_no_arguments_and_no_paths() {
    let folder = folder();
    fs::write(folder.join("job.py"), "import json, threading; threading.Thread(target=sum, args=([1],)).start()")
        .unwrap();
    let script = folder.join("job.py").display().to_string();
    let output = gil(&folder, &["record", "--redact", "-o", "it.gil", "python3", &script, "--password", "secret"]);
    assert_eq!(output.status.code(), Some(0));
    let recording: Recording = file::read(&fs::read(folder.join("it.gil")).unwrap()).unwrap().into();
    for telling in [recording.json(), recording.text(), recording.perfetto(), recording.csv().unwrap()] {
        let telling = telling.replace("blocked I/O", "");
        let from = telling.find("secret").or_else(|| telling.find('/'));
        assert!(from.is_none(), "…{:.200}…", from.map_or("", |from| &telling[from..]));
    }
    assert_eq!(recording.head.command, ["python3", "…"]);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn of_a_long_program_the_last_seconds_can_be_kept() {
    let job = "
import threading, time
def work():
    for _ in range(100):
        time.sleep(0.01)
it = threading.Thread(target=work)
it.start()
it.join()
";
    let whole = record(&["python3", "-c", job]).recording;
    let last = record_with(&["--last", "0.3"], &["python3", "-c", job]).recording;
    let wall = |recording: &Recording| recording.timeline.wall() as f64 / 1e9;
    assert!(wall(&whole) > 1.0 && (0.3..0.6).contains(&wall(&last)), "{} and {}", wall(&whole), wall(&last));
    assert!(last.timeline.events.len() > 20 && last.timeline.events.len() < whole.timeline.events.len() * 2 / 3);
    let text = last.text();
    assert!(text.contains("note: only its last ") && text.contains("it ended with exit status 0"), "{text}");
    let more = record_with(&["--last", "100"], &["python3", "-c", "print()"]).recording.text();
    assert!(more.contains("it ended after") && !more.contains("only its last"), "{more}");
    let refused = gil(Path::new("."), &["record", "--last", "0", "true"]);
    assert_eq!(refused.status.code(), Some(2), "{}", String::from_utf8_lossy(&refused.stderr));
}

#[test]
fn a_recording_can_be_shown_as_a_table_and_as_a_trace() {
    let folder = folder();
    let job = "import time; time.sleep(0.02); print(sum(range(1_000_000)))";
    assert!(gil(&folder, &["record", "-o", "it.gil", "python3", "-c", job]).status.success());
    let shown = |format: &str| String::from_utf8(gil(&folder, &["show", "it.gil", "--format", format]).stdout).unwrap();
    let table = shown("csv");
    assert!(table.starts_with("lane,state,call,start_us,end_us,cause,holder\nmain,"), "{table}");
    assert!(table.lines().all(|line| line.split(',').count() == 7));
    let trace: serde_json::Value = serde_json::from_str(&shown("perfetto")).unwrap();
    assert_eq!(trace["metadata"]["engine"], "recorded");
    let entries = trace["traceEvents"].as_array().unwrap();
    assert!(entries.iter().any(|entry| entry["name"] == "time.sleep" && entry["dur"].as_f64() > Some(19_000.0)));
    assert!(entries.iter().any(|entry| entry["cat"] == "owner" && entry["name"] == "main"));
    fs::remove_dir_all(folder).unwrap();
}
