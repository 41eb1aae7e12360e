#!/usr/bin/env python3
"""A Scenario of the GIL playground on your own CPython (3.8 or later); prints a Report as JSON.

No script can see the GIL: waits for it are derived from times. A thread that reads the clock holds the GIL, so a gap in
a thread's bytecode in which another thread read the clock was a wait. Before, between and at the end of calls that was a
wait which is neither the thread's own work nor sleep, as far as another thread was in bytecode or in a call that
holds the GIL meanwhile. Where more threads want to run than there are cores, a wait for a core can look the same.
"""
import sys

if sys.version_info < (3, 8):
    sys.exit("this script needs CPython 3.8 or later, and this is %d.%d" % tuple(sys.version_info[:2]))

import ast
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
GROUPS = zip(THREADS, GIVEN["calls"], GIVEN["releases"])
WORK = [work for thread, calls, rules in GROUPS for work in zip(thread["ops"], calls, rules)]
KERNELS = [work for work in WORK if work[0]["op"] == "kernel"]  # op, its call, whether that releases the GIL, or None
ONE_LOCK = SCENARIO["runtime"] == "one-lock"
HAS_GIL = True  # until main has looked
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
BLAS_THREADS = max([op["blas_threads"] for op, _, _ in KERNELS] or [1])
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


def library(call):
    """NumPy, and the function of this call in it or in SciPy."""
    path = call.partition("(")[0]
    module, _, name = path.rpartition(".")
    try:
        numpy, home = importlib.import_module("numpy"), importlib.import_module(module)
    except ImportError:
        sys.exit("this Scenario calls %s: pip install %s" % (path, " ".join(sorted({"numpy", path.split(".")[0]}))))
    if not hasattr(home, name):
        version = importlib.import_module(path.split(".")[0]).__version__
        sys.exit("this Scenario calls %s, which this version, %s, does not offer to Python" % (path, version))
    return numpy, getattr(home, name)


def keywords(op, call):
    """The call's own keyword arguments, and those with which it gives what the kernel gives."""
    rows, columns = size(op)
    options = {"numpy.linalg.lstsq": {"rcond": None}, "scipy.linalg.hessenberg": {"calc_q": True}}.get(call, {})
    if op["name"] == "svd" and rows != columns:
        options = {"full_matrices": False}  # as many vectors as singular values
    if call == "scipy.linalg.qr" and rows != columns:
        options = {"mode": "economic"}  # as numpy.linalg.qr
    written = getattr(ast.parse(call, mode="eval").body, "keywords", [])
    return dict({word.arg: ast.literal_eval(word.value) for word in written}, **options)


def kernel_op(op, path, seed):
    numpy, call = library(path)
    options = keywords(op, path)
    calls = [inputs(op, numpy, numpy.random.default_rng(seed))]
    if op.get("batch", 1) > 1 and (op["name"] == "lstsq" or path.startswith("scipy.")):
        calls = list(zip(*calls[0]))  # these take one problem a call

    def run():
        start, cpu = clock(), cpu_clock()
        for arrays in calls:
            call(*arrays, **options)
        cpu = cpu_clock() - cpu
        return start, clock(), (), cpu

    return run


def wait_op(seconds):
    def run():
        start = clock()
        time.sleep(seconds)
        return start, clock(), (), 0

    return run


def size(op):
    """Rows and columns."""
    return op.get("shape") or (op["n"], op["n"])


def inputs(op, numpy, random):
    """The arrays a kernel works on: of the same kind as the playground's, with other numbers."""
    rows, columns = size(op)
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


# What everything costs alone, measured before the run and once more after it.


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
    """An operation of a thread: how to do it, what it costs alone in nanoseconds, whether it holds the GIL."""

    drift = 1  # how many times as long it took after the run as before, or the other way round

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
            self.make = lambda lane: kernel_op(op, GIVEN["calls"][thread][index], [SCENARIO["seed"], lane, index])
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


