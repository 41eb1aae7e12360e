"""Evaluates one expression again and again: alone, on two threads and in two processes, and writes down when.

The first argument says what, as JSON; the second names the file for the answer. CPython 3.6 and later.
"""

import json
import multiprocessing
import re
import sys
import threading
import time

# Long enough that a clock's step and a stray interrupt are small beside it.
LEAST_NANOS = 40_000_000


def now():
    """Nanoseconds of the clock that a recording has, too."""
    if hasattr(time, "clock_gettime_ns"):
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    return int(time.clock_gettime(time.CLOCK_MONOTONIC) * 1e9)


def namespace(asked):
    """What the expression may name: the modules that it mentions, `np`, `rng`, and its arrays."""
    names = {}
    text = asked["expression"] + "\n" + asked["setup"]
    if asked["arrays"] or re.search(r"\b(np|numpy|rng)\b", text):
        import numpy

        names["np"] = names["numpy"] = numpy
        random = numpy.random
        names["rng"] = random.default_rng(0) if hasattr(random, "default_rng") else random.RandomState(0)
    for dotted in re.findall(r"\b[a-z]\w*(?:\.\w+)+", text):
        parts = dotted.split(".")
        # As much of it as is a module; the rest is found in that.
        for length in range(1, len(parts)):
            try:
                __import__(".".join(parts[:length]))
            except ImportError:
                break
            names.setdefault(parts[0], sys.modules[parts[0]])
    for name, shape, dtype, order in asked["arrays"]:
        names[name] = array(names["numpy"], tuple(shape), dtype, order)
    for name, value in asked["values"]:
        names[name] = value
    return names


def array(numpy, shape, dtype, order):
    random = numpy.random.RandomState(0)
    if dtype == "int64":
        made = random.randint(0, 1000, shape).astype(dtype)
    elif dtype == "complex128":
        made = random.standard_normal(shape) + 1j * random.standard_normal(shape)
    else:
        made = random.standard_normal(shape).astype("<U8" if dtype == "str" else dtype)
    return numpy.asfortranarray(made) if order == "F" else numpy.ascontiguousarray(made)


def versions(names):
    found = {"python": sys.version.split()[0]}
    for name in ("numpy", "scipy"):
        if name in sys.modules:
            found[name] = sys.modules[name].__version__
    return found


def timed(run, count, ready):
    ready()
    began = now()
    run(count)
    return began, now()


def on_two_threads(run, count):
    barrier, times = threading.Barrier(2), []
    both = [threading.Thread(target=lambda: times.append(timed(run, count, barrier.wait))) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    return times


def in_two_processes(run, count):
    context = multiprocessing.get_context("fork")
    barrier, times = context.Barrier(2), context.SimpleQueue()

    def work():
        # A copy's pages are its own only once it has touched them.
        run(1)
        times.put(timed(run, count, barrier.wait))

    both = [context.Process(target=work) for _ in range(2)]
    for process in both:
        process.start()
    found = [times.get() for _ in both]
    for process in both:
        process.join()
    return found


def answer(asked):
    # Before Python 3.7 there is no lock until there is a second thread.
    threading.Thread(target=int).start()
    names = namespace(asked)
    exec(compile(asked["setup"], "<setup>", "exec"), names)
    compile(asked["expression"], "<expression>", "eval")
    exec("def run(count):\n    for _ in range(count):\n        (\n%s\n)\n" % asked["expression"], names)
    run, count = names["run"], 1
    run(1)
    while True:
        began, ended = timed(run, count, int)
        if ended - began >= LEAST_NANOS:
            break
        count = max(count + 1, min(count * 10, int(count * 1.3 * LEAST_NANOS / max(ended - began, 1))))
    repeat = range(asked["repeat"])
    return {
        "versions": versions(names),
        "count": count,
        "alone": [timed(run, count, int) for _ in repeat],
        "threads": [on_two_threads(run, count) for _ in repeat],
        "processes": [in_two_processes(run, count) for _ in repeat],
    }


if __name__ == "__main__":
    try:
        told = answer(json.loads(sys.argv[1]))
    except BaseException as error:
        told = {"error": "%s: %s" % (type(error).__name__, error)}
    with open(sys.argv[2], "w") as file:
        json.dump(told, file)
