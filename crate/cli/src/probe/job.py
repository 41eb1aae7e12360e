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
    names = dict(asked["values"])
    text = asked["expression"] + "\n" + asked["setup"]
    if asked["arrays"] or re.search(r"\b(np|numpy|rng)\b", text):
        import numpy

        names["np"] = names["numpy"] = numpy
        random = numpy.random
        names["rng"] = random.default_rng(0) if hasattr(random, "default_rng") else random.RandomState(0)
    for name, shape, dtype, order in asked["arrays"]:
        names[name] = array(names["numpy"], tuple(shape), dtype, order)
    for dotted in re.findall(r"\b(?:numpy|scipy)(?:\.\w+)+", asked["setup"]):
        import_as_far_as_it_goes(names, dotted)
    exec(compile(asked["setup"], "<setup>", "exec"), names)
    for dotted in re.findall(r"\b[a-z]\w*(?:\.\w+)+", asked["expression"]):
        # What has a name already is no module, or one that is there.
        if dotted.split(".")[0] not in names or dotted.startswith(("numpy.", "scipy.")):
            import_as_far_as_it_goes(names, dotted)
    return names


def import_as_far_as_it_goes(names, dotted):
    """As much of it as is a module; the rest is found in that."""
    parts = dotted.split(".")
    names[parts[0]] = __import__(parts[0])
    for length in range(2, len(parts)):
        try:
            __import__(".".join(parts[:length]))
        except ImportError:
            return


def array(numpy, shape, dtype, order):
    random = numpy.random.RandomState(0)
    if dtype == "int64":
        made = random.randint(0, 1000, shape).astype(dtype)
    elif dtype == "complex128":
        made = random.standard_normal(shape) + 1j * random.standard_normal(shape)
    else:
        made = random.standard_normal(shape).astype("<U8" if dtype == "str" else dtype)
    return numpy.asfortranarray(made) if order == "F" else numpy.ascontiguousarray(made)


def versions():
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


def timed_or_told(run, count, barrier):
    """When it began and ended; or in words what went wrong, and then the other one doesn't wait either."""
    try:
        return timed(run, count, lambda: barrier.wait(60))
    except BaseException as error:
        barrier.abort()
        return "%s: %s" % (type(error).__name__, error)


def both_of(times, where):
    wrong = [it for it in times if isinstance(it, str)]
    if wrong or len(times) < 2:
        raise RuntimeError("%s it fails: %s" % (where, wrong[0] if wrong else "nothing came back"))
    return times


def on_two_threads(run, count):
    barrier, times = threading.Barrier(2), []
    both = [threading.Thread(target=lambda: times.append(timed_or_told(run, count, barrier))) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    return both_of(times, "on two threads")


def in_two_processes(run, count):
    context = multiprocessing.get_context("fork")
    barrier, times = context.Barrier(2), context.SimpleQueue()

    def work():
        # A copy's pages are its own only once it has touched them.
        try:
            run(1)
        except BaseException:
            # It fails again below, where that is told.
            pass
        times.put(timed_or_told(run, count, barrier))

    both = [context.Process(target=work) for _ in range(2)]
    for process in both:
        process.start()
    found = []
    while len(found) < 2:
        # Asked before the look, so that nothing comes after it.
        there = any(process.is_alive() for process in both)
        if not times.empty():
            found.append(times.get())
        elif not there:
            break
        else:
            time.sleep(0.001)
    for process in both:
        process.join()
    return both_of(found, "in two processes")


def answer(asked):
    # Before Python 3.7 there is no lock until there is a second thread.
    threading.Thread(target=int).start()
    names = namespace(asked)
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
        "versions": versions(),
        "gil": getattr(sys, "_is_gil_enabled", lambda: True)(),
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
