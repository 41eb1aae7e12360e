"""NumPy and SciPy for `cargo xtask bench kernels`: a line of JSON in, a line of JSON out.

Invariant: every question is answered; what cannot be measured is answered by {"missing": why}. The loop is the one of
tests/bench/timing.rs, and a first result is checked before anything is timed.
"""

import json
import sys
import time

import numpy as np

try:
    import scipy.linalg as sla
except ImportError:
    sla = None

BATCH_S = 0.0005
LIMIT = 30.0


def matrices(n):
    random = np.random.default_rng(4)
    a, b = random.uniform(-1, 1, (n, n)), random.uniform(-1, 1, (n, n))
    return a, b, a @ a.T + np.eye(n), a + a.T


def problem(kernel, n):
    """What computes, and what is to be nought of its result."""
    a, b, spd, symmetric = matrices(n)
    with_numpy = {
        "matmul": (lambda: a @ b, lambda c: c @ np.ones(n) - a @ (b @ np.ones(n))),
        "qr": (lambda: np.linalg.qr(a), lambda r: r[0] @ r[1] - a),
        "cholesky": (lambda: np.linalg.cholesky(spd), lambda l: l @ l.T - spd),
        "svd": (lambda: np.linalg.svd(a), lambda r: r[0] * r[1] @ r[2] - a),
        "svdvals": (lambda: np.linalg.svd(a, compute_uv=False), lambda s: np.linalg.norm(s) - np.linalg.norm(a)),
        "eigh": (lambda: np.linalg.eigh(symmetric), lambda r: symmetric @ r[1] - r[1] * r[0]),
        "inv": (lambda: np.linalg.inv(a), lambda x: (a @ x - np.eye(n)) / np.linalg.norm(x)),
        "det": (lambda: np.linalg.det(a), lambda d: 0 * d),
        "solve": (lambda: np.linalg.solve(a, b[:, 0]), lambda x: (a @ x - b[:, 0]) / max(1, np.linalg.norm(x))),
        "lstsq": (lambda: np.linalg.lstsq(a, b[:, 0], rcond=None), lambda r: (a @ r[0] - b[:, 0]) / max(1, np.linalg.norm(r[0]))),
    }
    with_scipy = {
        "lu": (lambda: sla.lu(a), lambda r: r[0] @ r[1] @ r[2] - a),
        "schur": (lambda: sla.schur(a), lambda r: r[1] @ r[0] @ r[1].T - a),
        "hessenberg": (lambda: sla.hessenberg(a, calc_q=True), lambda r: r[1] @ r[0] @ r[1].T - a),
        "qr_pivoted": (lambda: sla.qr(a, mode="economic", pivoting=True), lambda r: r[0] @ r[1] - a[:, r[2]]),
    }
    if kernel in with_scipy and sla is None:
        raise ValueError("SciPy is not installed")
    found = {**with_numpy, **with_scipy}.get(kernel)
    if found is None:
        raise ValueError("NumPy and SciPy have no function that returns the same")
    compute, defect = found
    norms = np.linalg.norm(spd if kernel == "cholesky" else a) * (np.linalg.norm(b) if kernel == "matmul" else 1)
    residual = float(np.linalg.norm(np.atleast_1d(defect(compute())))) / (n * np.finfo(float).eps * norms)
    if not residual <= LIMIT:
        raise ValueError(f"its result is wrong: the residual is {residual:.1f} of at most {LIMIT}")
    return compute


def fastest_us(ms, call):
    end = time.perf_counter() + ms / 1000
    calls, best = 1, float("inf")
    while True:
        start = time.perf_counter()
        for _ in range(calls):
            call()
        now = time.perf_counter()
        if now - start < BATCH_S:
            calls *= 2
            continue
        best = min(best, (now - start) / calls)
        if now >= end:
            return best * 1e6


kept = (None, None)
for line in sys.stdin:
    ask = json.loads(line)
    try:
        wanted = (ask["kernel"], ask["n"])
        if kept[0] != wanted:
            kept = (wanted, problem(*wanted))
        answer = {"value": fastest_us(ask["ms"], kept[1])}
    except Exception as error:
        answer = {"missing": str(error)}
    print(json.dumps(answer), flush=True)
