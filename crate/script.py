#!/usr/bin/env python3
"""A Scenario of the GIL playground on your own CPython (3.8 or later); prints a Report as JSON.

No script can see the GIL: waits for it are derived from times. Whoever reads the clock holds the GIL, so a gap in a
thread's bytecode in which another thread read the clock was a wait. Before, between and at the end of calls that was a
wait which is neither the thread's own work nor sleep, as far as another thread was in bytecode or in a call that keeps
the GIL meanwhile. Where more threads want to run than there are cores, a wait for a core can look the same.
"""
import sys

if sys.version_info < (3, 8):
    sys.exit("this script needs CPython 3.8 or later, and this is %d.%d" % tuple(sys.version_info[:2]))

import bisect
import gc
import importlib
import json
import os
import statistics
import threading
import time

GIVEN = json.loads(r"""@GIVEN@""")

SCENARIO = GIVEN["scenario"]
THREADS = SCENARIO["threads"]
WORK = [(op, rule) for thread, rules in zip(THREADS, GIVEN["releases"]) for op, rule in zip(thread["ops"], rules)]
KERNELS = [(op, rule) for op, rule in WORK if op["op"] == "kernel"]  # rule: whether this call releases the GIL, or None
ONE_LOCK = SCENARIO["runtime"] == "one-lock"
HAS_GIL = True  # until main has looked
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
BLAS_THREADS = max([op["blas_threads"] for op, _ in KERNELS] or [1])
LIBRARIES = ("numpy", "scipy") if KERNELS else ()
for library in ("OMP", "OPENBLAS", "MKL"):  # read when NumPy is imported, that is later
    os.environ[library + "_NUM_THREADS"] = str(BLAS_THREADS)

clock = time.perf_counter_ns
cpu_clock = time.thread_time_ns
CHUNK = 250  # rounds of the counted loop between two looks at the clock
SPEED = 0  # rounds a microsecond; calibrated
GAP = 25000  # nanoseconds between two looks at the clock that are worth a note; raised on a slow machine


# The operations. Each returns its start, its end, the gaps in it, and its rounds or nanoseconds of CPU.


def count_to(rounds, gaps):
    """Bytecode: counts the same number of rounds however contended, and notes the gaps between looks at the clock."""
    done, last = 0, clock()
    while done < rounds:
        for done in range(done + 1, min(done + CHUNK, rounds) + 1):
            pass
        now = clock()
        if now - last > GAP:
            gaps.append((last, now))
        last = now
    return done


def python_op(rounds):
    def run():
        gaps, start = [], clock()
        done = count_to(rounds, gaps)
        return start, clock(), gaps, done

    return run


def library(path):
    """NumPy, and the function of this name in it or in SciPy."""
    module, _, name = path.rpartition(".")
    try:
        return importlib.import_module("numpy"), getattr(importlib.import_module(module), name)
    except ImportError:
        sys.exit("this Scenario calls %s: pip install %s" % (path, " ".join(sorted({"numpy", path.split(".")[0]}))))


def kernel_op(op, path, seed):
    numpy, call = library(path)
    arrays = inputs(op, numpy, numpy.random.default_rng(seed))

    def run():
        start, cpu = clock(), cpu_clock()
        call(*arrays)
        cpu = cpu_clock() - cpu
        return start, clock(), (), cpu

    return run


def wait_op(seconds):
    def run():
        start = clock()
        time.sleep(seconds)
        return start, clock(), (), 0

    return run


def inputs(op, numpy, random):
    """The arrays a kernel works on: of the same kind as the playground's, with other numbers."""
    rows, columns = op.get("shape") or (op["n"], op["n"])
    batch = () if op.get("batch", 1) == 1 else (op["batch"],)
    a = random.uniform(-1, 1, batch + (rows, columns))
    if op["name"] == "cholesky":
        return [numpy.matmul(a, numpy.swapaxes(a, -1, -2)) + rows * numpy.eye(rows)]
    if op["name"] == "eigh":
        return [(a + numpy.swapaxes(a, -1, -2)) / 2]
    if op["name"] == "det":
        return [a * (3 / rows) ** 0.5]
    if op["name"] == "matmul":
        return [a, random.uniform(-1, 1, batch + (columns, rows))]
    if op["name"] in ("solve", "lstsq"):
        return [a, random.uniform(-1, 1, batch + (rows, 1))]
    return [a]


# What everything costs alone, measured before the run.


def calibrate():
    """Finds SPEED in the fastest of many tries, since whatever else the machine does only adds."""
    global GAP, SPEED
    best, until = float("inf"), clock() + 150000000
    while clock() < until:
        start = clock()
        count_to(40 * CHUNK, [])
        best = min(best, (clock() - start) / 40)
    GAP = max(GAP, int(3 * best))
    SPEED = CHUNK / best * 1000


ALONE = {}


def alone(op, run):
    """Nanoseconds of one call, and its nanoseconds of CPU: the median of three batches of at least 50 ms each."""
    key = json.dumps(op)
    if key not in ALONE:
        run()  # the first call warms up
        start, end = run()[:2]
        calls = max(1, -(-50000000 // max(end - start, 1)))
        batches = []
        for _ in range(3):
            start, cpu = clock(), 0
            for _ in range(calls):
                cpu += run()[3]
            batches.append(((clock() - start) / calls, cpu / calls))
        ALONE[key] = tuple(map(statistics.median, zip(*batches)))
    return ALONE[key]


def kernel_cost(op, time, cpu):
    """Where BLAS threads help, the caller sleeps while they work; else what is no CPU time was taken by others."""
    return time, max(0, time - cpu) if op["blas_threads"] > 1 else 0


def late(us):
    """By how much a wait is longer than asked for."""
    return alone("sleep", wait_op(0.001))[0] - 1e6 if us else alone("release", wait_op(0))[0]


class Op:
    """An operation of a thread: how to do it, what it costs alone in nanoseconds, whether it keeps the GIL."""

    drift = 1  # how many times longer it took after the run than before, or the other way round

    def __init__(self, thread, index):
        op = THREADS[thread]["ops"][index]
        self.kind, self.holds = op["op"], True
        if self.kind == "python":
            rounds = round(op["us"] * SPEED)
            some = max(1, min(rounds, int(50000 * SPEED)))  # 50 ms tell what a minute takes
            self.make = lambda lane: python_op(rounds)
            self.cost = lambda: (alone(op, python_op(some))[0] * rounds / some, 0)
        elif self.kind == "kernel":
            rule = GIVEN["releases"][thread][index]
            self.holds = op["gil"] == "holds" if rule is None else not rule
            self.make = lambda lane: kernel_op(op, GIVEN["calls"][op["name"]], [SCENARIO["seed"], lane, index])
            self.cost = lambda: kernel_cost(op, *alone(op, self.make(0)))
        else:
            self.make = lambda lane: wait_op(op["us"] / 1e6)
            self.cost = lambda: (op["us"] * 1000, op["us"] * 1000 + late(op["us"]))
        self.alone, self.asleep = self.cost()

    def again(self):
        """Measures after the run what was measured before it, and takes the mean."""
        alone, asleep = self.cost()
        if alone and self.alone:
            self.drift = max(alone / self.alone, self.alone / alone)
        self.alone, self.asleep = (alone + self.alone) / 2, (asleep + self.asleep) / 2

    def own(self, length, cpu):
        """How much of a call's length it was busy itself: at work, or asleep as it has to be."""
        own = int(cpu + self.asleep)
        return length if length - own < GAP else own


# The run.

LOCK, OWNER = threading.Lock(), [0]


class Lane:
    """A thread: what it does, and what it notes down."""

    def __init__(self, thread, index, number, ops):
        group = THREADS[thread]
        self.name = group["name"] if group["count"] == 1 else "%s %d" % (group["name"], index + 1)
        self.thread, self.index, self.number, self.ops = thread, index, number, ops
        self.repeat, self.work, self.log = group["repeat"], [op.make(number) for op in ops], []
        self.gate = threading.Lock()
        self.gate.acquire()
        self.python = threading.Thread(target=self.run, daemon=True)
        self.spans, self.cursor, self.forced, self.rounds = [], 0, 0, 0

    def run(self):
        work, log = list(enumerate(self.work)), self.log
        self.gate.acquire()
        self.begin = clock()
        for rep in range(self.repeat):
            if ONE_LOCK:
                start, owner = clock(), OWNER[0]
                LOCK.acquire()
                OWNER[0] = self.number
                log.append((-1, rep, start, clock(), (), owner))
            for index, step in work:
                log.append((index, rep) + step())
            if ONE_LOCK:
                LOCK.release()

    def add(self, state, at, end, cause=None):
        """From the last span's end to this one the lane was in this state, at this operation of this pass."""
        if end <= self.cursor:
            return
        span = {"state": state, "op": at[0], "rep": at[1], "start_us": self.cursor / 1e3, "end_us": end / 1e3}
        if cause:
            span["cause"] = {"kind": cause[1], "holder": cause[0]}
        self.spans.append(span)
        self.cursor = end


def race(lanes):
    """Lets all lanes go at once; returns the moment."""
    for lane in lanes:
        lane.python.start()
    time.sleep(0.02)
    gc.collect()
    gc.disable()
    start = clock()
    for lane in lanes:
        lane.gate.release()
    for lane in lanes:
        lane.python.join()
    gc.enable()
    start = min([start] + [lane.begin for lane in lanes])
    for lane in lanes:
        lane.begin -= start
        lane.log = [
            (index, rep, a - start, b - start, [(c - start, d - start) for c, d in gaps], extra)
            for index, rep, a, b, gaps, extra in lane.log
        ]


# The timeline.


class Witness:
    """Who held the GIL when, as far as the threads' readings of the clock tell."""

    def __init__(self, lanes):
        self.readings, self.holds = [], []
        for lane in lanes:
            self.readings.append((lane.begin, lane.number, "bytecode"))
            for op, kind, start, end, gaps, _ in self.entries(lane):
                self.readings += [(start, lane.number, kind), (end, lane.number, "bytecode")]
                self.readings += [(after, lane.number, kind) for _, after in gaps]
        self.readings.sort()
        for lane in lanes:
            for op, kind, start, end, gaps, extra in self.entries(lane):
                if op.kind == "python":
                    waits = [gap for gap in gaps if self.between(lane, *gap)]
                    edges = [start] + [edge for wait in waits for edge in wait] + [end]
                    self.holds += [(a, b, lane.number, kind) for a, b in zip(edges[::2], edges[1::2])]
                elif kind == "kernel":
                    self.holds.append((start, start + op.own(end - start, extra), lane.number, kind))
        self.holds.sort()

    @staticmethod
    def entries(lane):
        for index, _, start, end, gaps, extra in lane.log:
            if index >= 0:
                op = lane.ops[index]
                kind = "kernel" if op.kind == "kernel" and op.holds else "bytecode"
                yield op, kind, start, end, gaps, extra

    def between(self, lane, start, end):
        """Another lane that held the GIL within this gap for certain, and what it did."""
        at = bisect.bisect_left(self.readings, (start + 1,))
        while HAS_GIL and at < len(self.readings) and self.readings[at][0] < end:
            if self.readings[at][1] != lane.number:
                return self.readings[at][1:]
            at += 1
        return None

    def overlap(self, lane, start, end):
        """For how long others held the GIL in this time, and the last of them."""
        held, last, at = 0, None, bisect.bisect_left(self.holds, (end,)) - 1
        while HAS_GIL and at >= 0 and self.holds[at][1] > start:
            if self.holds[at][2] != lane.number:
                held += min(self.holds[at][1], end) - max(self.holds[at][0], start)
                last = last or self.holds[at][2:]
            at -= 1
        return min(held, end - start), last


def draw(lane, witness):
    """The lane's spans."""

    def wait(start, end, at, holder):
        if holder:
            lane.add("python", at, start)
            lane.add("gil-wait", at, end, holder)
        return holder is not None

    def pause(start, end, at):
        waited, holder = witness.overlap(lane, start, end)
        wait(start, end, at, holder if waited > GAP else None)

    pause(0, lane.begin, (0, 0))
    for index, rep, start, end, gaps, extra in lane.log:
        at = (max(index, 0), rep)
        if index < 0:
            if end - start > GAP:
                lane.add("gil-wait", at, end, (extra, "bytecode"))
            continue
        op = lane.ops[index]
        pause(lane.cursor, start, at)
        if op.kind == "python":
            lane.forced += sum([wait(before, after, at, witness.between(lane, before, after)) for before, after in gaps])
            lane.rounds += extra
            lane.add("python", at, end)
            continue
        keeps = ONE_LOCK or (op.holds and HAS_GIL)
        state = "io" if op.kind == "wait" else "kernel-held" if keeps else "kernel-released"
        waited, holder = witness.overlap(lane, start + op.own(end - start, extra), end)
        if waited > GAP:
            lane.add(state, at, end - waited)
            lane.add("gil-wait", at, end, holder)
        lane.add(state, at, end)


def metrics(lanes, wall, one_thread):
    spans = [(span["start_us"], span["end_us"], span["state"], lane.number) for lane in lanes for span in lane.spans]
    held, until, holders = 0, 0, []
    for start, end, state, lane in sorted(spans):
        if state in ("python", "kernel-held") and (HAS_GIL or ONE_LOCK):
            held += max(0, end - max(start, until))
            until = max(until, end)
            holders.append(lane)
    speedup = one_thread / wall if wall else 0
    return {
        "speedup": speedup,
        "efficiency": speedup / min(CORES, len(lanes)),
        "gil_held": min(1, held / wall) if wall else 0,
        "gil_wait_us": round(sum([end - start for start, end, state, _ in spans if state == "gil-wait"]), 3),
        "handoffs": sum([a != b for a, b in zip(holders, holders[1:])]),
        "forced_switches": sum([lane.forced for lane in lanes]),
    }


# The Report.


def notes(drift):
    """Where this run is not what the Scenario asks for."""
    here = "CPython %d.%d" % sys.version_info[:2] + ("" if HAS_GIL else ", free-threaded")
    version, runtime = sys.version_info[:2], SCENARIO["runtime"]
    same = {
        "one-lock": True,
        "cpython-3.9": HAS_GIL and version <= (3, 9),
        "cpython-3.12": HAS_GIL and version >= (3, 10),
        "cpython-3.13t": not HAS_GIL and version == (3, 13),
        "cpython-3.14t": not HAS_GIL and version >= (3, 14),
    }
    if sys.implementation.name != "cpython":
        yield "this is not CPython but %s" % sys.implementation.name
    if not same.get(runtime):
        alone = " with one interpreter" if runtime == "subinterpreters" else ""
        yield "the Scenario asks for %s; this is %s%s, and shows what that does" % (runtime, here, alone)
    if ONE_LOCK and HAS_GIL:
        yield "one-lock is a threading.Lock around a pass; the GIL of %s is there as well" % here
    if SCENARIO["cores"] != CORES:
        yield "the Scenario asks for %d cores; this machine has %d" % (SCENARIO["cores"], CORES)
    if any([op["blas_threads"] != BLAS_THREADS for op, _ in KERNELS]):
        yield "every kernel has %d BLAS threads, since the limit is the process's" % BLAS_THREADS
    for op, rule in KERNELS:
        call, says = GIVEN["calls"][op["name"]], op["gil"]
        if rule is None:
            yield "whether %s releases the GIL is not known here; it is shown as the Scenario has it: %s" % (call, says)
        elif rule != (says == "releases") and says != "numpy" and HAS_GIL and not ONE_LOCK:
            does = "releases" if rule else "holds"
            yield '%s of this shape %s the GIL; "gil": "%s" cannot be reproduced' % (call, does, says)
    if drift > 1.15:
        yield "the machine's speed changed %.2f times during this: run it again when nothing else runs" % drift


def prepare(groups):
    """Fills in every thread's operations."""
    calibrate()
    for at, thread in enumerate(THREADS):
        groups.append([Op(at, index) for index in range(len(thread["ops"]))])


def repeat(groups):
    """Measures every operation once more."""
    ALONE.clear()
    for ops in groups:
        for op in ops:
            op.again()


def by_a_thread(measure, groups):
    """Memory costs the main thread less than the others, so it does not measure."""
    worker = threading.Thread(target=measure, args=(groups,))
    worker.start()
    worker.join()


def main():
    global HAS_GIL
    for path in GIVEN["calls"].values():
        library(path)
    groups = []
    by_a_thread(prepare, groups)
    HAS_GIL = getattr(sys, "_is_gil_enabled", lambda: True)()  # an import may have switched it on again
    places = [(at, index) for at, thread in enumerate(THREADS) for index in range(thread["count"])]
    lanes = [Lane(at, index, number, groups[at]) for number, (at, index) in enumerate(places)]
    sys.setswitchinterval(SCENARIO["switch_interval_us"] / 1e6)
    race(lanes)
    by_a_thread(repeat, groups)
    drift = max([op.drift for ops in groups for op in ops])
    witness = Witness(lanes)
    for lane in lanes:
        draw(lane, witness)
    wall = max([lane.cursor for lane in lanes]) / 1e3
    one_thread = sum([lane.repeat * op.alone for lane in lanes for op in lane.ops]) / 1e3
    said = list(dict.fromkeys(notes(drift)))
    for note in said:
        sys.stderr.write("note: %s\n" % note)
    report = {
        "engine": "measured",
        "scenario": SCENARIO,
        "wall_us": wall,
        "one_thread_us": one_thread,
        "clock_error_us": time.get_clock_info("perf_counter").resolution * 1e6,
        "environment": {
            "cores": CORES,
            "isolation": "native",
            "timer_step_us": time.get_clock_info("perf_counter").resolution * 1e6,
            "hidden": False,
            "backends": ["%s %s" % (name, sys.modules[name].__version__) for name in LIBRARIES if name in sys.modules],
            "version": GIVEN["version"],
            "python": sys.version.split("\n")[0],
            "rounds_per_us": SPEED,
            "drift": drift,
            "waits": __doc__.split("\n\n")[1].replace("\n", " ").strip(),
            "notes": said,
        },
        "lanes": [
            {
                "name": lane.name,
                "thread": lane.thread,
                "index": lane.index,
                "parent": None,
                "worker": None,
                "rounds": lane.rounds,
                "spans": lane.spans,
            }
            for lane in lanes
        ],
        "events": [],
        "metrics": metrics(lanes, wall, one_thread),
        "residuals": [],
        "alone_us": [[op.alone / 1e3 for op in ops] for ops in groups],
    }
    json.dump(report, sys.stdout)
    print()


if __name__ == "__main__":
    main()
