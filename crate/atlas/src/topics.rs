//! What people ask beside single calls, with the words that they look for: a short answer each, and the lesson or the
//! rows that show it.
//!
//! Invariant: a link leads to a lesson by its name, which never changes, or to a call of the atlas; a number that was
//! measured stands beside what it was measured with.

use serde::Serialize;

/// A question.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Topic {
    /// As people ask it.
    pub asks: &'static str,
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

/// In the order in which a reader asks them.
pub const TABLE: &[Topic] = &[
    Topic {
        asks: "How many BLAS threads should I set, and how?",
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
        asks: "What would a free-threaded Python change?",
        title: "Free-threaded Python",
        text: "A free-threaded Python (3.13t and later) has no GIL, so calls that hold the GIL no longer block other threads, and this table does not apply, unless an extension turns the GIL on again. Measured with 3.14t and NumPy 2.5.5 on two cores, two threads did 1.94 times the work of one in numpy.linalg.det of 200×200, and Python on objects of its own 1.7 to 2.0 times; threads that change one shared object gain nothing, and one thread alone is slower, by 1 to 8 % says Python’s documentation.",
        link: "./index.html#v=1&lesson=no-gil",
        place: "the lesson “No GIL, or one each”",
        words: &[
            "freethreaded",
            "freethreading",
            "freethread",
            "nogil",
            "313t",
            "314",
            "314t",
            "315",
            "315t",
            "pep703",
            "pythongil",
            "gil0",
            "disablegil",
        ],
    },
    Topic {
        asks: "Do sub-interpreters help?",
        title: "Sub-interpreters",
        text: "Each sub-interpreter can have a GIL of its own, which helps pure Python; NumPy does not support them.",
        link: "./index.html#v=1&lesson=no-gil",
        place: "the lesson “No GIL, or one each”",
        words: &["subinterpreter", "subinterpreters", "interpreterpoolexecutor", "pep684", "pep734", "interpreters"],
    },
    Topic {
        asks: "Threads or processes for my tasks, and how much can threads gain?",
        title: "Threads in Python",
        text: "Add up what one task spends under the GIL: its Python, and its calls that hold it. Threads gain at most the whole task divided by that, and at most the cores. ThreadPoolExecutor, threading and asyncio.to_thread start the same threads and share the same GIL. Where calls that hold take most of the time and no call that releases does the same, use processes.",
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
        asks: "What do processes cost?",
        title: "Processes",
        text: "Processes share no GIL, so they help with calls that hold it. Arguments and results are copied between them, or put into shared memory: measured with multiprocessing.Pool, a task costs about 40 µs, one that is sent a 400×400 array of float64 about 1.8 ms and one that also returns it 4 ms, and a pool of two takes 0.17 s to start (CPython 3.11, spawn, two cores of an AMD EPYC, 2026-11-29). So a task should take several times as long as its arrays take to copy.",
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
        asks: "How long can a busy thread freeze my window or delay my event loop?",
        title: "Frozen windows and late event loops",
        text: "A call that holds the GIL, such as numpy.linalg.det of 1500×1500, stops every other thread until it returns: the wait is the length of the call. Beside a thread that runs Python, a thread that wakes up waits about 5 ms, the switch interval; beside several it waits longer. There is no upper bound. Measured with CPython 3.12, 3.13 and 3.15 on two cores, 8 s each: beside one busy thread 5 ms in the median and 7, 129 and 78 ms at worst; beside 16 busy threads 89, 41 and 122 ms in the median and 371, 535 and 463 ms at worst. Use calls that release, shorter calls, or a process for the busy part.",
        link: "./index.html#v=1&lesson=convoy",
        place: "the lesson “The polite thread loses”",
        words: &[
            "gui",
            "window",
            "ui",
            "freeze",
            "freezes",
            "frozen",
            "hang",
            "hangs",
            "tkinter",
            "qt",
            "pyqt",
            "pyside",
            "eventloop",
            "loop",
            "asyncio",
            "latency",
            "late",
            "jitter",
            "responsive",
            "unresponsive",
        ],
    },
    Topic {
        asks: "Why do two threads gain little although the call releases the GIL?",
        title: "No gain although the call releases",
        text: "The usual reasons, each with its test. Each call is shorter than about 10 µs, so that handing the GIL over costs what is gained: give it more work. The arrays are small enough for the call to hold after all: look up their shapes here. The Python between the calls takes most of the time: time it. The BLAS fills the cores with threads of its own: set it to one thread. The call is bound by memory, as numpy.add of large arrays is: a second core finds the memory busy. All threads share one random Generator, a file or another object with a lock of its own: give each thread its own. Or there are no free cores: other programs, a container’s limit.",
        link: "./index.html#v=1&lesson=my-job",
        place: "the lesson “How much can my job gain?”",
        words: &[
            "nogain",
            "nospeedup",
            "slow",
            "slower",
            "overhead",
            "memory",
            "bandwidth",
            "memorybandwidth",
            "contention",
            "scaling",
        ],
    },
    Topic {
        asks: "What changed when I upgraded NumPy or SciPy and my threads got slower?",
        title: "After an upgrade",
        text: "SciPy 1.18 rewrote a part of scipy.linalg: qr (with pivoting=True and mode='r' too) and expm hold the GIL in 1.18.1; in 1.17.1 qr released it for nearly all of its time and expm for a part. numpy.linalg held it up to NumPy 1.11; since 1.12 the size of the output decides. The rows here are those of NumPy 2.4.6 and SciPy 1.17.1.",
        link: "./atlas.html#q=scipy.linalg.qr",
        place: "the rows of scipy.linalg.qr",
        words: &[
            "upgrade",
            "upgraded",
            "update",
            "version",
            "versions",
            "changed",
            "changes",
            "changelog",
            "regression",
            "118",
            "1181",
            "255",
            "scipy118",
            "numpy25",
        ],
    },
    Topic {
        asks: "When does a thread get the GIL?",
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
