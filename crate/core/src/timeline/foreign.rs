//! What a file is that other programs wrote, told by its shape, with what to do about it.
//!
//! Invariant: a Report or a trace of ours is never taken for anything else; a guess is made only where the beginning, or
//! the names of the fields, leave no doubt.

use serde::Deserialize;
use serde::de::IgnoredAny;

/// How much of a file is looked at for what only text tells.
const LOOKED_AT: usize = 4096;
const AT_PERFETTO: &str = "open it at ui.perfetto.dev";
const AT_SPEEDSCOPE: &str = "open it at speedscope.app";
const UNPACK: &str = "unpack it first";
const NO_RUN: &str = "there is no run in it";

/// How files begin, what they are then, and what to do.
#[rustfmt::skip]
const BEGINNINGS: [(&[u8], &str, &str); 23] = [
    (b"\x1f\x8b",              "compressed with gzip, as pprof profiles are", UNPACK),
    (b"\x28\xb5\x2f\xfd",      "compressed with zstd",                        UNPACK),
    (b"BZh",                   "compressed with bzip2",                       UNPACK),
    (b"\xfd7zXZ",              "compressed with xz",                          UNPACK),
    (b"PK\x03\x04",            "a zip archive",                               UNPACK),
    (b"PERFILE2",              "a recording of Linux perf (perf.data)",       "read it with perf report"),
    (b"\x89PNG",               "a picture (PNG)",                             NO_RUN),
    (b"\xff\xd8\xff",          "a picture (JPEG)",                            NO_RUN),
    (b"GIF8",                  "a picture (GIF)",                             NO_RUN),
    (b"RIFF",                  "a picture or a sound (RIFF)",                 NO_RUN),
    (b"%PDF",                  "a PDF document",                              NO_RUN),
    (b"\x93NUMPY",             "an array of NumPy (.npy)",                    NO_RUN),
    (b"\x00asm",               "a WebAssembly module",                        NO_RUN),
    (b"\x7fELF",               "a program or a library (ELF)",                NO_RUN),
    (b"SQLite format 3",       "an SQLite database",                          NO_RUN),
    (b"memray",                "a recording of memray",                       "read it with memray"),
    (b"\x80\x04",              "a pickle of Python",                          NO_RUN),
    (b"\x80\x05",              "a pickle of Python",                          NO_RUN),
    (b"\xff\xfe",              "text as UTF-16, as PowerShell's > writes it", "save it as UTF-8"),
    (b"\xfe\xff",              "text as UTF-16",                              "save it as UTF-8"),
    // What `marshal` writes for a dictionary whose first key is a tuple.
    (b"\xfb\xa9",              "a profile of cProfile",                       "read it with python -m pstats"),
    (b"{\xa9",                 "a profile of cProfile",                       "read it with python -m pstats"),
    (b"{(",                    "a profile of cProfile",                       "read it with python -m pstats"),
];

/// What the bytes are, where the first of them tell, and what to do.
pub(super) fn bytes(file: &[u8]) -> Option<(&'static str, &'static str)> {
    let known = BEGINNINGS.iter().find(|row| file.starts_with(row.0)).map(|row| (row.1, row.2));
    let binary = || file.iter().take(LOOKED_AT).any(|byte| *byte == 0);
    known.or_else(|| binary().then_some(("binary, as Perfetto's own traces are", AT_PERFETTO)))
}

/// What text is that does not begin as JSON does.
pub(super) fn text(text: &str) -> Option<(&'static str, &'static str)> {
    let text = text.trim_start();
    let head = text.char_indices().nth(LOOKED_AT).map_or(text, |(end, _)| &text[..end]);
    let first = text.lines().next().unwrap_or_default();
    if text.starts_with('[') {
        return head.contains("\"ph\"").then_some(("a Chrome trace with no Report in it", AT_PERFETTO));
    }
    if text.is_empty() || text.starts_with('{') {
        return None;
    }
    if text.starts_with('<') {
        return Some(if head.contains("<svg") { ("a picture (SVG)", NO_RUN) } else { ("a web page", NO_RUN) });
    }
    if first.starts_with("lane,state,op,rep,") {
        return Some(("a table of spans (CSV), which has no question", "save the Report of that run"));
    }
    if head.lines().any(is_python) {
        return Some((
            "Python source",
            "describe its threads in a Scenario; a script of ours prints a Report when you run it",
        ));
    }
    if ["cycles", "cpu-clock", "task-clock"].iter().any(|event| first.contains(&format!(" {event}:"))) {
        return Some(("what perf script prints", AT_SPEEDSCOPE));
    }
    let folded =
        first.rsplit_once(' ').is_some_and(|(stack, count)| stack.contains(';') && count.parse::<u64>().is_ok());
    folded.then_some(("folded stacks, as py-spy, Austin and perf write them", AT_SPEEDSCOPE))
}

fn is_python(line: &str) -> bool {
    let begins =
        ["import ", "def ", "class ", "async def ", "if __name__ =="].iter().any(|word| line.starts_with(word));
    begins
        || (line.starts_with("from ") && line.contains(" import "))
        || (line.starts_with("#!") && line.contains("python"))
}

/// The fields that tell what JSON of other programs is.
#[derive(Deserialize)]
pub(super) struct Fields {
    meta: Option<IgnoredAny>,
    threads: Option<IgnoredAny>,
    profiles: Option<IgnoredAny>,
    shared: Option<IgnoredAny>,
    nodes: Option<IgnoredAny>,
    samples: Option<IgnoredAny>,
    snapshot: Option<IgnoredAny>,
    nbformat: Option<IgnoredAny>,
}

impl Fields {
    /// What the JSON is, and what to do.
    pub(super) fn tell(&self) -> Option<(&'static str, &'static str)> {
        let has = |fields: &[&Option<IgnoredAny>]| fields.iter().all(|field| field.is_some());
        let shapes = [
            (
                has(&[&self.meta, &self.threads]),
                "a Firefox Profiler (Gecko) profile",
                "open it at profiler.firefox.com",
            ),
            (has(&[&self.profiles, &self.shared]), "a speedscope profile", AT_SPEEDSCOPE),
            (has(&[&self.nodes, &self.samples]), "a CPU profile of Chrome or Node", AT_SPEEDSCOPE),
            (
                has(&[&self.snapshot, &self.nodes]),
                "a heap snapshot of Chrome or Node",
                "open it in the browser's tools",
            ),
            (has(&[&self.nbformat]), "a Jupyter notebook", NO_RUN),
        ];
        shapes.into_iter().find(|shape| shape.0).map(|(_, what, fix)| (what, fix))
    }
}

/// A trace without a Report of ours.
pub(super) const TRACE: (&str, &str) =
    ("a Chrome trace, as Chrome, Perfetto and VizTracer write it, with no Report in it", AT_PERFETTO);
