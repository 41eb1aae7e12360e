"""Measures on a real CPython for which part of a call's time the GIL is free for other threads.

    python probe.py --out FILE [--only TEXT] [--quick]

What is measured stands in `probe.toml`, a table. `cargo xtask atlas probe` makes the environment of `requirements.txt`,
runs this file in it and compares what it wrote with `data/probe.json`.

Method. The main thread repeats the call, pinned to one core. On another core a thread counts the nanoseconds that it
sees pass in steps shorter than STEP: what it counts is its time with the GIL and not its speed, so that shared caches
or a slower clock change nothing. Each repeat scales everything anew, with the counter's time

    asleep  while main sleeps: all that it can have
    held    beside a call that never releases it (slogdet of one matrix) and takes about as long
    call    beside the call in question; both calls run alone just before

Once the counter has the GIL, main gets it back only after a switch interval, so the counter's plain share beside a call
that releases it for a moment is far too good. That wait is in the window's time and in the counter's, and cancels in

    kept = (time of the window - the counter's time) / (calls * time of a call alone)

which is 0 asleep and about 1 beside the held call: the free fraction is 1 - kept / kept beside the held call. This is
so at any switch interval that is long against a hand-off, some 30 us, as the call has to be. INTERVAL is a tenth of
the default, which keeps windows short; at a hundredth hand-overs cost more than what is measured.

A call of SHORT or less is over before a waiting thread has woken up. Its row is marked `loop` and says what others get
beside a loop of many calls: the counter's share of the window, between its share beside the held call (0) and asleep
(1). The loop's own bytecode keeps the GIL between the calls, and the counter catches only one of several releases,
which weighs little at LOOP_INTERVAL.

The speedup is the time of 2k calls by one thread over that of two threads with k calls each, every thread with arrays
of its own, at the default switch interval. BLAS has one thread throughout.

One file, because the method can only be judged as a whole.

Invariant: a row is the median of undisturbed repeats; where patience ended before there were enough, in each pass, it
is made of the repeats with the least trouble, and `disturbed` counts those that had too much.
"""

import argparse
import dataclasses
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

INTERVAL = 0.0005  # seconds
STEP = 5_000  # nanoseconds; a step of the counter takes a hundred, a hand-off many thousands
SHORT = 250_000  # nanoseconds
LOOP_INTERVAL = 0.002  # seconds
HOLDS, RELEASES = 0.15, 0.75  # a free fraction up to here holds, from here it releases, between them it is mixed
ROW_TIMEOUT = 120  # seconds until a row that hangs ends the run and shows where

# What an undisturbed repeat looks like.
OTHERS = 0.25  # cores that other programs take at most
ASLEEP = 0.9  # of the time main sleeps the counter sees at least
HELD = 0.85, 1.2  # kept beside the held call


@dataclasses.dataclass
class Effort:
    """How much is done for a row."""

    window: int = 30_000_000  # nanoseconds that a window lasts at least
    repeats: int = 5  # undisturbed ones that a row needs
    patience: int = 10  # repeats it may take
    rest: float = 0.1  # seconds after a repeat that was disturbed
    passes: int = 3  # over the rows, each over those that are still disturbed


clock = time.perf_counter_ns


# The table.


def read_table(text):
    """Every row of the table: a family times its shapes times its dtypes."""
    table = tomllib.loads(text)
    return [
        row_of(family, on, dtype, table["make"])
        for family in table["family"]
        for on, dtype in itertools.product(family["on"], family.get("dtype", ["float64"]))
    ]


def row_of(family, on, dtype, make):
    """One row: what is measured, and the code that sets it up."""
    shapes = [tuple(map(int, shape.split("x"))) for shape in on.split()]
    arguments = family.get("args", dict.fromkeys("abcd"[: len(shapes)], "normal"))
    lines = [
        f"{name} = {make[maker].format(shape=shape, dtype=dtype, n=shape[0], last=shape[-1])}"
        for (name, maker), shape in zip(arguments.items(), shapes, strict=True)
    ]
    return {
        "function": family.get("name", family["call"].split("(")[0]),
        "call": family["call"],
        "shapes": on.split(),
        "dtype": dtype,
        "setup": "\n".join(lines + family.get("given", "").splitlines()),
    }


def key(row):
    """How a row is told from the others."""
    return " ".join([row["call"], *row["shapes"], row["dtype"]])


def prepare(row, folder):
    """The call as a function without arguments, on arrays that nobody else has."""
    import numpy
    import scipy

    space = {"numpy": numpy, "scipy": scipy, "rng": numpy.random.default_rng(1), "folder": folder}
    exec(row["setup"], space)
    return eval(f"lambda: {row['call']}", space)


# Windows.


def pin(core):
    """Keeps this thread on one core, where the system can: two threads that share one would measure the scheduler."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})


def window(call, at_least):
    """Repeats a call: how long that took in all, and how many calls it was."""
    start = clock()
    for calls in itertools.count(1):
        call()
        elapsed = clock() - start
        if elapsed >= at_least:
            return elapsed, calls


def per_call(call, at_least):
    """How long one call takes."""
    elapsed, calls = window(call, at_least)
    return elapsed / calls


class Counter(threading.Thread):
    """Counts the nanoseconds during which it has the GIL, until the block it is used in ends."""

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
        self.ready.wait(ROW_TIMEOUT)
        return self

    def __exit__(self, *_):
        self.on = False
        self.join(ROW_TIMEOUT)


def beside_counter(call, at_least, core):
    """A window beside a counter: its length, its calls, and what the counter saw."""
    with Counter(core) as counter:
        before = counter.seen
        elapsed, calls = window(call, at_least)
        return elapsed, calls, counter.seen - before


def held_calls():
    """Calls that never release the GIL, with the time that each takes."""
    import numpy

    rng = numpy.random.default_rng(1)
    calls = []
    for n in (4, 16, 32, 64, 100, 150, 200, 300, 400, 500, 700, 900):
        call = lambda matrix=rng.standard_normal((n, n)): numpy.linalg.slogdet(matrix)  # noqa: E731
        calls.append((per_call(call, 2_000_000), call))
    return calls


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
        for step in (threading.Thread.start, lambda thread: thread.join(ROW_TIMEOUT)):
            for thread in threads:
                step(thread)
        return max(end for _, end in ends) - min(start for start, _ in ends)

    jobs = list(zip(cores, calls))
    return wall(jobs[:1], 2 * count) / wall(jobs, count)


# Numbers.


def kept(elapsed, calls, seen, alone):
    """For how much of its time alone a call keeps the counter out."""
    return (elapsed - seen) / (calls * alone)


def free_fraction(call, held, loop):
    """The free fraction from the windows' `(kept, share)`, cut to what a fraction can be."""
    free = (call[1] - held[1]) / max(1 - held[1], 1e-9) if loop else 1 - call[0] / held[0]
    return min(max(free, 0.0), 1.0)


def verdict(free):
    return "holds" if free <= HOLDS else "releases" if free >= RELEASES else "mixed"


def trouble(others, asleep, held):
    """How far a repeat says more about the machine than about the call: above 1 it does not count."""
    return max(others / OTHERS, ASLEEP / asleep, held / HELD[1], HELD[0] / max(held, 1e-9))


def busy_elsewhere():
    """The seconds that all cores spent on other programs, steal included; nothing where the system does not say."""
    try:
        columns = pathlib.Path("/proc/stat").read_text().split()[1:9]
    except OSError:
        return 0.0
    busy = sum(int(ticks) for at, ticks in enumerate(columns) if at not in (3, 4))  # without idle and waiting for disks
    return busy / os.sysconf("SC_CLK_TCK") - time.process_time()


# A row.


def repeat(calls, held, cores, at_least):
    """One repeat: the free fraction, the speedup, a call's time alone, whether it is a loop, and the trouble."""
    start, elsewhere, interval = clock(), busy_elsewhere(), sys.getswitchinterval()
    alone = per_call(calls[0], at_least)
    loop = alone <= SHORT
    sys.setswitchinterval(LOOP_INTERVAL if loop else INTERVAL)
    elapsed, _, seen = beside_counter(lambda: time.sleep(at_least / 4e9), 0, cores[1])
    asleep = max(seen / elapsed, 0.05)  # on a busy machine it may have seen nothing

    def scaled(call, alone, at_least):
        elapsed, count, seen = beside_counter(call, at_least, cores[1])
        return kept(elapsed, count, seen / asleep, alone), seen / asleep / elapsed

    of_call = scaled(calls[0], alone, 2 * at_least)
    holding = min(held, key=lambda one: abs(one[0] - alone))[1]
    of_held = scaled(holding, per_call(holding, at_least / 2), 2 * at_least if loop else at_least)
    sys.setswitchinterval(interval)
    gain = speedup(calls, max(1, round(at_least / alone)), cores)
    others = (busy_elsewhere() - elsewhere) / ((clock() - start) / 1e9)
    # A short held call pays for its hand-overs too, so that nothing is expected of what it keeps.
    return free_fraction(of_call, of_held, loop), gain, alone, loop, trouble(others, asleep, 1 if loop else of_held[0])


def repeats(once, effort):
    """Enough undisturbed results of `once`; when patience is at its end, those with the least trouble."""
    results = []
    while len(results) < effort.patience and sum(result[-1] <= 1 for result in results) < effort.repeats:
        if results and results[-1][-1] > 1:
            time.sleep(effort.rest)
        results.append(once())
    return sorted(results, key=lambda result: result[-1])[: effort.repeats]


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


def measure(row, held, cores, effort):
    """The row with what was measured."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        calls = [prepare(row, one), prepare(row, two)]
        for call in calls:
            call()
        taken = repeats(lambda: repeat(calls, held, cores, effort.window), effort)
    return row | summary(*zip(*taken))


# The data file.


def describe(cores):
    """What was measured with, on what, and when."""
    import numpy
    import scipy
    import threadpoolctl

    cpuinfo = pathlib.Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    cpu = next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.machine())
    blas = [(one["internal_api"], one["version"], one.get("architecture")) for one in threadpoolctl.threadpool_info()]
    return {
        "format": FORMAT,
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__},
        "blas": sorted(" ".join(filter(None, one)) for one in blas),
        "machine": {"cores": len(cores), "cpu": cpu, "system": platform.system()},
        "bounds": {"holds": HOLDS, "releases": RELEASES},
    }


def dumps(about, rows):
    """JSON with one row a line."""
    lines = [f"{json.dumps(name)}: {json.dumps(value)},\n" for name, value in about.items()]
    return "{\n" + "".join(lines) + '"rows": [\n' + ",\n".join(map(json.dumps, rows)) + "\n]\n}\n"


def line(row):
    """A row as it is printed while the probe works."""
    numbers = "{verdict:8} {free:5.2f} free  {speedup:4.2f}x  {ms:8.3f} ms".format(**row)
    return f"{numbers}  {key(row)}{'  disturbed' if row['disturbed'] else ''}"


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--out", required=True, type=pathlib.Path, help="the data file to write")
    options.add_argument("--only", default="", help="only rows with this text in `function call shapes dtype`")
    options.add_argument("--quick", action="store_true", help="few and short windows: to see that it works")
    options = options.parse_args()
    effort = Effort(window=8_000_000, repeats=2, patience=2, passes=1) if options.quick else Effort()
    rows = read_table((HERE / "probe.toml").read_text())
    rows = [row for row in rows if options.only in f"{row['function']} {key(row)}"]
    if not rows:
        sys.exit(f"no row has '{options.only}': see the calls in {HERE / 'probe.toml'}")
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count()))
    if len(cores) < 2:
        sys.exit("1 core is too few, for the counter needs one of its own: run it where there are 2")

    import scipy.linalg  # noqa: F401  brings a BLAS of its own, to be limited too
    import threadpoolctl

    warnings.simplefilter("ignore")
    gc.disable()
    with threadpoolctl.threadpool_limits(1):
        about = describe(cores)
        options.out.write_text(dumps(about, []))
        pin(cores[0])
        held, done = held_calls(), {}
        for _ in range(effort.passes):
            left = [at for at in range(len(rows)) if at not in done or done[at]["disturbed"]]
            for nth, at in enumerate(left, 1):
                faulthandler.dump_traceback_later(ROW_TIMEOUT, exit=True)
                try:
                    row = measure(rows[at], held, cores, effort)
                except Exception as error:  # another version may lack the call; whoever compares sees that it is missing
                    print(f"[{nth}/{len(left)}] no row: {type(error).__name__}: {error}  {key(rows[at])}", flush=True)
                    continue
                finally:
                    faulthandler.cancel_dump_traceback_later()
                gc.collect()
                done[at] = min(done.get(at, row), row, key=lambda one: one["disturbed"])
                print(f"[{nth}/{len(left)}] {line(row)}", flush=True)
                options.out.write_text(dumps(about, [done[at] for at in sorted(done)]))


if __name__ == "__main__":
    main()
