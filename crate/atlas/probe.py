"""Measures on a real CPython for which part of a call's time the GIL is free for other threads.

    python probe.py --out FILE [--only TEXT] [--quick]

What is measured stands in `probe.toml`, a table; `cargo xtask atlas probe` makes the environment of `requirements.txt`,
runs this file in it and compares the result with `data/probe.json`.

Method. The main thread repeats the call, pinned to one core. On another core a thread counts the nanoseconds that it
sees pass in steps shorter than STEP: what it counts is its time with the GIL, not its speed, so a core that slows down
or shares its caches changes nothing. Five windows make one repeat, and every number is scaled within it:

    asleep     main sleeps: what the counter sees now is all it can see
    held       main repeats a call that never lets go (slogdet of one matrix) of about the same length, alone ...
    held       ... and beside the counter
    call       main repeats the call in question, alone ...
    call       ... and beside the counter

Once the counter has the GIL, main gets it back only after the switch interval, so the plain rate beside a call that
lets go for a moment is far too good. That wait is in the window's time and in the counter's, so it cancels in
    kept = (time of the window - counter's time) / (calls * time of a call alone)
which is 0 asleep and about 1 beside the held call; the free fraction is 1 - kept / kept beside the held call. No switch
interval distorts this as long as a hand-over (some 30 us) is short against both the call and the interval. INTERVAL is
a tenth of the default, so that windows stay short; far shorter ones measure the kernel's timers.

A call SHORT or less is over before a waiting thread has woken up, and the hand-overs cost more than it does. Such a row
is marked `loop`: it says what others get beside a loop of many calls, the counter's share of the window scaled between
its share beside the held call (0) and asleep (1). The loop's own bytecode keeps the GIL between the calls.

The two-thread speedup is the time of 2k calls by one thread over that of two threads with k calls each, every thread
with arrays of its own, at the default switch interval. BLAS has one thread throughout.

Invariant: a row is the median of REPEATS undisturbed repeats; a row that could not be had so, within PATIENCE repeats,
says in `disturbed` how many of those it is made of were not.
"""

import argparse
import datetime
import faulthandler
import gc
import itertools
import json
import os
import pathlib
import platform
import statistics
import sys
import tempfile
import threading
import time
import tomllib
import warnings

FORMAT = 1
HERE = pathlib.Path(__file__).parent

INTERVAL = 0.0005  # seconds, the switch interval of the windows
STEP = 5_000  # nanoseconds; the counter's own steps take some hundred, a hand-over far more than this
WINDOW = 30_000_000  # nanoseconds a window lasts at least
SHORT = 0.25  # milliseconds; a call up to here is measured as a loop
REPEATS, PATIENCE = 5, 15
ROW_TIMEOUT = 120  # seconds until a row that hangs ends the run and shows where

HOLDS, RELEASES = 0.15, 0.75  # a free fraction up to here, and from here
OTHERS = 0.25  # cores that other programs may take during a repeat that counts
ASLEEP = 0.9  # of the time the counter sees at least while main sleeps
HELD = (0.85, 1.2)  # what is kept beside the held call

clock = time.perf_counter_ns


# The table.


def read_table(text):
    """Every row of the table: a family times its shapes times its dtypes."""
    table = tomllib.loads(text)
    rows = []
    for family in table["family"]:
        for on, dtype in itertools.product(family["on"], family.get("dtype", ["float64"])):
            rows.append(row_of(family, on, dtype, table["make"]))
    return rows


def row_of(family, on, dtype, make):
    """One row: what is measured and the code that sets it up."""
    shapes = on.split()
    arguments = family.get("args") or dict.fromkeys("abcd"[: len(shapes)], "normal")
    lines = [
        f"shape, dtype = {tuple(map(int, shape.split('x')))}, '{dtype}'\n{name} = {make[maker]}"
        for (name, maker), shape in zip(arguments.items(), shapes, strict=True)
    ]
    call = family["call"]
    return {
        "function": family.get("name", call.split("(")[0]),
        "call": call,
        "shapes": shapes,
        "dtype": dtype,
        "setup": "\n".join([*lines, family.get("given", "")]).strip(),
    }


def key(row):
    """How a row is told from the others, and what `--only` searches."""
    return " ".join([row["call"], *row["shapes"], row["dtype"]])


def prepare(row, folder):
    """The call as a function without arguments, on arrays that nobody else has."""
    import numpy
    import scipy

    space = {"numpy": numpy, "scipy": scipy, "rng": numpy.random.default_rng(1), "folder": folder}
    exec(compile(row["setup"], "setup", "exec"), space)
    return eval(compile(f"lambda: {row['call']}", "call", "eval"), space)


# Windows.


class Counter(threading.Thread):
    """Counts the nanoseconds during which it has the GIL, until it is told to stop."""

    def __init__(self, core):
        super().__init__(daemon=True)
        self.core, self.seen, self.on, self.ready = core, 0, True, threading.Event()

    def run(self):
        pin(self.core)
        self.ready.set()
        last = clock()
        while self.on:
            now = clock()
            if now - last < STEP:
                self.seen += now - last
            last = now

    def __enter__(self):
        self.start()
        self.ready.wait(10)
        return self

    def __exit__(self, *_):
        self.on = False
        self.join(10)


def pin(core):
    """Keeps this thread on one core, where the system can: two threads that share one measure the scheduler."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})


def window(call, at_least):
    """Repeats a call: the time it took in all, and how many calls that was."""
    start, calls = clock(), 0
    while True:
        call()
        calls += 1
        elapsed = clock() - start
        if elapsed >= at_least:
            return elapsed, calls


def beside(call, at_least, core):
    """The same beside a counter: time, calls, and what the counter saw."""
    with Counter(core) as counter:
        before = counter.seen
        elapsed, calls = window(call, at_least)
        return elapsed, calls, counter.seen - before


class Held:
    """Calls that never let go of the GIL, of many lengths."""

    SIZES = (4, 16, 32, 64, 100, 150, 200, 300, 400, 500, 700, 900)

    def __init__(self):
        import numpy

        rng = numpy.random.default_rng(1)
        self.calls = []
        for n in self.SIZES:
            matrix = rng.standard_normal((n, n))
            call = lambda matrix=matrix: numpy.linalg.slogdet(matrix)  # noqa: E731
            call()
            elapsed, calls = window(call, 2_000_000)
            self.calls.append((elapsed / calls, call))

    def like(self, length):
        """The one that takes as long as that, or nearly."""
        return min(self.calls, key=lambda held: abs(held[0] - length))[1]


# Numbers.


def kept(elapsed, calls, seen, alone):
    """For how much of its time alone a call keeps the counter out."""
    return (elapsed - seen) / (calls * alone)


def free_fraction(call, held, loop):
    """The free fraction from two windows `(kept, share)`, cut to what a fraction can be."""
    by_share = (call[1] - held[1]) / max(1 - held[1], 1e-9)
    return min(max(by_share if loop else 1 - call[0] / held[0], 0.0), 1.0)


def verdict(free):
    return "holds" if free <= HOLDS else "releases" if free >= RELEASES else "mixed"


def trouble(others, asleep, held):
    """How far a repeat says more about the machine than about the call: above 1 it does not count."""
    drift = max(held / HELD[1], HELD[0] / max(held, 1e-9))
    return max(others / OTHERS, ASLEEP / asleep, drift)


class Watch:
    """How many cores' worth of time went to other programs, steal included; 0 where the system does not say."""

    def __init__(self):
        self.start, self.before = clock(), self.taken()

    @staticmethod
    def taken():
        try:
            columns = pathlib.Path("/proc/stat").read_text().split()[1:9]
        except OSError:
            return 0.0
        busy = sum(int(ticks) for at, ticks in enumerate(columns) if at not in (3, 4))
        return busy / os.sysconf("SC_CLK_TCK") - time.process_time()

    def others(self):
        return max(self.taken() - self.before, 0.0) / ((clock() - self.start) / 1e9)


# A row.


def repeat(calls, held, cores, at_least):
    """One repeat: the free fraction, the speedup, a call's time alone, whether it was a loop, and the trouble."""
    watch, interval = Watch(), sys.getswitchinterval()
    sys.setswitchinterval(INTERVAL)
    elapsed, _, seen = beside(lambda: time.sleep(at_least / 4e9), 0, cores[1])
    asleep = max(seen / elapsed, 0.05)  # on a busy machine it may have seen nothing

    def measured(call, at_least):
        elapsed, count = window(call, at_least)
        alone = elapsed / count
        # Beside the counter a call takes a switch interval more each time that it lets go.
        elapsed, count, seen = beside(call, 2 * at_least, cores[1])
        return alone, (kept(elapsed, count, seen / asleep, alone), seen / asleep / elapsed)

    alone, of_call = measured(calls[0], at_least)
    _, of_held = measured(held.like(alone), at_least // 2)
    sys.setswitchinterval(interval)
    gain = speedup(calls, max(1, round(at_least / alone)), cores)
    loop = alone <= SHORT * 1e6
    # A short held call pays for hand-overs too, so nothing but its share is expected of it.
    bother = trouble(watch.others(), asleep, 1.0 if loop else of_held[0])
    return free_fraction(of_call, of_held, loop), gain, alone, loop, bother


def repeats(once, rest=0.1):
    """REPEATS undisturbed results of `once`; when patience is at its end, those with the least trouble."""
    results = []
    while len(results) < PATIENCE and sum(result[-1] <= 1 for result in results) < REPEATS:
        if results and results[-1][-1] > 1:
            time.sleep(rest)
        results.append(once())
    return sorted(results, key=lambda result: result[-1])[:REPEATS]


def speedup(calls, count, cores):
    """The time of 2 * `count` calls by one thread over that of two threads with `count` calls each."""

    def work(core, call, count, gate, ends):
        pin(core)
        gate.wait(ROW_TIMEOUT)
        start = clock()
        for _ in range(count):
            call()
        ends.append((start, clock()))

    def wall(jobs, count):
        gate, ends = threading.Barrier(len(jobs)), []
        threads = [threading.Thread(target=work, args=(*job, count, gate, ends), daemon=True) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(ROW_TIMEOUT)
        return max(end for _, end in ends) - min(start for start, _ in ends)

    jobs = list(zip(cores, calls))
    return wall(jobs[:1], 2 * count) / wall(jobs, count)


def measure(row, held, cores, at_least):
    """The row with what was measured."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        calls = [prepare(row, one), prepare(row, two)]
        for call in calls:
            call()
        taken = repeats(lambda: repeat(calls, held, cores, at_least))
    return row | summary(*zip(*taken))


def summary(free, gain, alone, loop, bother):
    """What a row says about its repeats: medians and spreads."""
    middle = round(statistics.median(free), 3)
    return {
        "ms": float(f"{statistics.median(alone) / 1e6:.3g}"),
        "loop": sorted(loop)[len(loop) // 2],
        "free": middle,
        "spread": [round(min(free), 3), round(max(free), 3)],
        "verdict": verdict(middle),
        "speedup": round(statistics.median(gain), 2),
        "speedup_spread": [round(min(gain), 2), round(max(gain), 2)],
        "disturbed": sum(one > 1 for one in bother),
    }


# The data file.


def describe(cores):
    """What was measured with, on what, and when."""
    import numpy
    import scipy
    import threadpoolctl

    libraries = threadpoolctl.threadpool_info()
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    name = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    return {
        "format": FORMAT,
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__},
        "blas": sorted(
            " ".join(filter(None, (one["internal_api"], one["version"], one.get("architecture")))) for one in libraries
        ),
        "machine": {"cores": len(cores), "cpu": name, "system": platform.system()},
        "method": {"switch_interval": INTERVAL, "repeats": REPEATS, "holds": HOLDS, "releases": RELEASES},
    }


def dumps(about, rows):
    """JSON with one row a line."""
    lines = [f"{json.dumps(name)}: {json.dumps(value)}," for name, value in about.items()]
    body = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return "{\n" + "\n".join(lines) + '\n"rows": [\n' + body + "\n]\n}\n"


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--out", required=True, type=pathlib.Path, help="the data file to write")
    options.add_argument("--only", default="", help="only rows that have this text in `call shapes dtype`")
    options.add_argument("--quick", action="store_true", help="shorter windows: to see that it works")
    options = options.parse_args()
    rows = [row for row in read_table((HERE / "probe.toml").read_text()) if options.only in key(row)]
    if not rows:
        sys.exit(f"no row has '{options.only}': see the calls in {HERE / 'probe.toml'}")
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count()))
    if len(cores) < 2:
        sys.exit("1 core is too few, the counter needs one of its own: run it where there are 2")

    import scipy.linalg  # noqa: F401  its BLAS is to be limited too
    import threadpoolctl

    warnings.simplefilter("ignore")
    gc.disable()
    with threadpoolctl.threadpool_limits(1):
        about = describe(cores)
        pin(cores[0])
        held, done = Held(), []
        for at, row in enumerate(rows, 1):
            faulthandler.dump_traceback_later(ROW_TIMEOUT, exit=True)
            done.append(measure(row, held, cores, WINDOW // 6 if options.quick else WINDOW))
            faulthandler.cancel_dump_traceback_later()
            gc.collect()
            line = "{verdict:8} {free:5.2f} free  {speedup:4.2f}x  {ms:8.3f} ms  ".format(**done[-1])
            mark = "  disturbed" if done[-1]["disturbed"] else ""
            print(f"[{at}/{len(rows)}] {line}{key(row)}{mark}", flush=True)
    options.out.write_text(dumps(about, done))


if __name__ == "__main__":
    main()
