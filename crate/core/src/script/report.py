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
        yield "this isn't CPython but %s" % sys.implementation.name
    if not same.get(runtime):
        alone = " with one interpreter" if runtime == "subinterpreters" else ""
        yield "the Scenario asks for %s; this is %s%s, and shows what that does" % (runtime, here, alone)
    if runtime == "subinterpreters" and KERNELS:
        yield "NumPy doesn't support interpreters with their own GIL, so a run of its kernels in several is hypothetical"
    if ONE_LOCK and HAS_GIL:
        yield "one-lock is a threading.Lock around a pass; the GIL of %s is there as well" % here
    if SCENARIO["cores"] != CORES:
        yield "the Scenario asks for %d cores; this machine has %d" % (SCENARIO["cores"], CORES)
    if any([op["blas_threads"] != BLAS_THREADS for op, _, _ in KERNELS]):
        yield "every kernel has %d BLAS threads, since the limit is the process's" % BLAS_THREADS
    for op, call, rule in KERNELS:
        says = op["gil"]
        if rule is None:
            yield "no rule is known for %s; it is shown as the Scenario has it: %s" % (call, says)
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
    for _, call, _ in KERNELS:
        library(call)
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
