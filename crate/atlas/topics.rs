//! Words that people look for and that name no call, and the lesson or the section that treats each.
//!
//! Invariant: a link leads to a lesson by its name, which never changes; what is said here is said there at length.

use serde::Serialize;

/// What a word is about.
#[derive(Serialize)]
pub struct Topic {
    /// In a few words.
    pub title: &'static str,
    /// What to know.
    pub text: &'static str,
    /// Where it is treated, seen from the atlas' page.
    pub link: &'static str,
    /// What stands there.
    pub place: &'static str,
    /// The words, small letters and figures only.
    #[serde(skip)]
    words: &'static [&'static str],
}

const TABLE: &[Topic] = &[
    Topic {
        title: "BLAS threads",
        text: "A call that releases the GIL may start threads of its own inside MKL, OpenMP or OpenBLAS. Where your threads fill the cores, limit the BLAS to one thread each: threadpoolctl, OPENBLAS_NUM_THREADS, MKL_NUM_THREADS, OMP_NUM_THREADS.",
        link: "./index.html#v=1&lesson=blas-threads",
        place: "the lesson “Threads inside threads”",
        words: &[
            "blas",
            "openblas",
            "mkl",
            "openmp",
            "lapack",
            "threadpoolctl",
            "threadpoollimits",
            "ompnumthreads",
            "mklnumthreads",
            "openblasnumthreads",
            "oversubscription",
            "blis",
            "accelerate",
        ],
    },
    Topic {
        title: "Free-threaded Python",
        text: "A free-threaded Python (3.13t and later) has no GIL, so there is nothing to release and this table does not apply, unless an extension turns the GIL on again.",
        link: "./index.html#v=1&lesson=no-gil",
        place: "the lesson “No GIL, or one each”",
        words: &[
            "freethreaded",
            "freethreading",
            "freethread",
            "nogil",
            "313t",
            "314t",
            "pep703",
            "pythongil",
            "gil0",
            "disablegil",
        ],
    },
    Topic {
        title: "Sub-interpreters",
        text: "Each sub-interpreter can have a GIL of its own, which helps pure Python; NumPy does not support them.",
        link: "./index.html#v=1&lesson=no-gil",
        place: "the lesson “No GIL, or one each”",
        words: &["subinterpreter", "subinterpreters", "interpreterpoolexecutor", "pep684", "pep734", "interpreters"],
    },
    Topic {
        title: "Threads in Python",
        text: "Threads gain where the calls they make release the GIL for most of their time: look up the call that takes yours. ThreadPoolExecutor, threading and asyncio.to_thread start the same threads and share the same GIL.",
        link: "./index.html#v=1&lesson=my-job",
        place: "the lesson “How much can my job gain?”",
        words: &[
            "threadpoolexecutor",
            "concurrentfutures",
            "threading",
            "threadpool",
            "threads",
            "thread",
            "multithreading",
            "executor",
            "asyncio",
            "tothread",
            "runinexecutor",
            "amdahl",
            "speedup",
        ],
    },
    Topic {
        title: "Processes",
        text: "Processes share no GIL, so they help with calls that hold it; arguments and results are copied between them, or put into shared memory.",
        link: "./index.html#v=1&lesson=my-job",
        place: "the lesson “How much can my job gain?”",
        words: &[
            "multiprocessing",
            "processpoolexecutor",
            "joblib",
            "loky",
            "processes",
            "process",
            "subprocess",
            "dask",
            "ray",
            "fork",
            "spawn",
            "sharedmemory",
        ],
    },
    Topic {
        title: "The lock itself",
        text: "A thread that waits asks for the GIL after the switch interval, 5 ms; the holder hands it over at the next chance in its bytecode, and not before a call that holds it has returned.",
        link: "./index.html#v=1&lesson=interval",
        place: "the lesson “Taking turns”",
        words: &["gil", "globalinterpreterlock", "lock", "switchinterval", "setswitchinterval", "convoy", "mutex"],
    },
];

/// What a text is about.
pub(crate) fn of(text: &str) -> Vec<&'static Topic> {
    let lower = text.to_ascii_lowercase();
    let tokens: Vec<&str> =
        lower.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|token| !token.is_empty()).collect();
    let runs = (1..=3).flat_map(|length| tokens.windows(length)).map(<[&str]>::concat);
    let said: Vec<String> = runs.chain([tokens.concat()]).collect();
    TABLE.iter().filter(|topic| topic.words.iter().any(|word| said.iter().any(|said| said == word))).collect()
}
