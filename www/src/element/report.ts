// From the Rust types of what travels: `tests/vocabulary` writes this file, and holds it to them. Invariant: types only. One file,
// because all of it is generated.

/**
 * Whose code computes.
 */
export type Backend = "auto" | "nalgebra";

/**
 * How a numeric library organises its own threads.
 */
export type Blas = "team" | "pool";

/**
 * Why, and because of whom.
 */
export type Cause = { 
/**
 * Why.
 */
kind: CauseKind, 
/**
 * The lane that held the lock when the wait began; for a forced switch the one that took it.
 */
holder: number, };

/**
 * Why a lane waits.
 */
export type CauseKind = "bytecode" | "kernel" | "lost-race" | "forced-switch" | "pool-lock";

/**
 * One reason, in words and numbers.
 */
export type Doubt = { 
/**
 * Which.
 */
code: DoubtCode, 
/**
 * For people, without a stop.
 */
sentence: string, 
/**
 * What was found.
 */
value: number, 
/**
 * What it can be at most; for steps, what is left of the cores and the length of a run, at least.
 */
limit: number, 
/**
 * Whether the same run may come out better a second time.
 */
again: boolean, };

/**
 * A reason not to tell.
 */
export type DoubtCode = "hidden" | "busy" | "clock" | "steps" | "short" | "speedup" | "slowed" | "baselines" | "no-cause" | "noise";

/**
 * Whether a timeline was computed or happened.
 */
export type Engine = "measured" | "simulated";

/**
 * Where it ran.
 */
export type Environment = { 
/**
 * Cores there were.
 */
cores: number, 
/**
 * How the page was isolated; `native` outside a browser.
 */
isolation: string, 
/**
 * The smallest step of the clock.
 */
timer_step_us: number, 
/**
 * Whether the page was hidden at some time during the run, which spoils it.
 */
hidden: boolean, 
/**
 * The part of the cores that other programs left, just before the run and just after it, the worse of both.
 */
free?: number, 
/**
 * How far a thread's clock went back at most.
 */
backwards_us?: number, 
/**
 * How long the run took by the threads' own clocks, the least and the most.
 */
lived_us?: [number, number], 
/**
 * The same by another clock, where there is one.
 */
elapsed_us?: number, 
/**
 * Whose code computed.
 */
backends: Array<string>, 
/**
 * The playground's version.
 */
version: string, 
/**
 * Which Python it was, where the script for the reader's own CPython ran.
 */
python?: string, 
/**
 * What a reader of this run has to know.
 */
notes?: Array<string>, };

/**
 * Something happened at the lock.
 */
export type Event = { 
/**
 * When.
 */
t_us: number, 
/**
 * To which lane.
 */
lane: number, 
/**
 * What.
 */
kind: EventKind, 
/**
 * Which other lane it concerns.
 */
to: number | null, };

/**
 * What can happen at the lock.
 */
export type EventKind = "take" | "drop" | "drop-request" | "tick" | "forced-switch";

/**
 * How often a lock changed hands, by how its holder came to drop it.
 */
export type Handoffs = { 
/**
 * The holder dropped the lock of its own accord.
 */
voluntary: number, 
/**
 * It was asked to.
 */
forced: number, 
/**
 * Python 2.7's ticker ran out.
 */
tick: number, };

/**
 * Which sub-interpreters run a group of threads: a number, or `"each"`.
 */
export type Interpreter = number | "each";

/**
 * Whether a kernel releases the GIL while it computes.
 */
export type KernelGil = "releases" | "holds" | "numpy";

/**
 * The kernels of the playground.
 */
export type KernelName = "qr" | "lu" | "svd" | "cholesky" | "eigh" | "schur" | "hessenberg" | "matmul" | "inv" | "det" | "solve" | "lstsq" | "svdvals" | "qr_pivoted" | "bidiagonal";

/**
 * One numeric call.
 */
export type KernelOp = { 
/**
 * Which decomposition or product.
 */
name: KernelName, 
/**
 * The call of NumPy or SciPy that it stands for; else the one that is meant by the kernel's name alone.
 */
function?: string, 
/**
 * Its arrays are `n`×`n`; else `shape` says what they are.
 */
n?: number, 
/**
 * The rows and the columns of its arrays.
 */
shape?: [number, number], 
/**
 * How many such problems one call solves.
 */
batch?: number, 
/**
 * Whether it releases the GIL.
 */
gil: KernelGil, 
/**
 * Threads inside the call.
 */
blas_threads: number, 
/**
 * Whose code.
 */
backend: Backend, 
/**
 * What the call costs on one core in microseconds, for the simulator; else a recorded cost.
 */
us?: number, };

/**
 * A lane with what it did when.
 */
export type Lane = { 
/**
 * They tile the lane's life without gap or overlap.
 */
spans: Array<Span>, 
/**
 * Such as `worker 1`: the name of its group, and a number.
 */
name: string, 
/**
 * Which group of the Scenario.
 */
thread: number, 
/**
 * Which of the group's `count`.
 */
index: number, 
/**
 * The lane whose kernel it helps.
 */
parent: number | null, 
/**
 * Which real worker it was, when measured.
 */
worker: number | null, 
/**
 * How many iterations of bytecode it executed, when measured.
 */
iterations?: number, };

/**
 * The numbers.
 */
export type Metrics = { 
/**
 * The work's time on one thread alone ÷ the wall.
 */
speedup: number, 
/**
 * `speedup` ÷ the smaller of cores and lanes.
 */
efficiency: number, 
/**
 * The speedup that no schedule of this work exceeds.
 */
amdahl_bound: number, 
/**
 * The part of the work that must be done under one lock, the largest over locks.
 */
serial_fraction: number, 
/**
 * The fraction of the wall during which somebody holds the lock, the largest over locks.
 */
gil_held: number, 
/**
 * How long lanes were in the state `gil-wait`, summed; `pool_wait_us` is part of it.
 */
gil_wait_us: number, 
/**
 * How long lanes waited for the BLAS pool, which is a lock but no GIL, summed.
 */
pool_wait_us: number, 
/**
 * How often a lock went from one lane to another.
 */
handoffs: number, 
/**
 * The same by how the holder came to drop it.
 */
handoffs_by: Handoffs, 
/**
 * How often a holder had to drop the lock.
 */
forced_switches: number, 
/**
 * How each lane spent its life, in the order of the lanes.
 */
lanes: Array<Shares>, };

/**
 * One operation of a Python thread.
 */
export type Op = { "op": "python", 
/**
 * Microseconds.
 */
us: number, } | { "op": "kernel" } & KernelOp | { "op": "wait", 
/**
 * Microseconds.
 */
us: number, };

/**
 * The answer to a Scenario: the whole timeline of one run, and its numbers.
 */
export type Report = { 
/**
 * In the Scenario's order, each group's BLAS helpers below the lane that they help.
 */
lanes: Array<Lane>, 
/**
 * What happened at the locks, in the order of time.
 */
events: Array<Event>, 
/**
 * Measured or simulated.
 */
engine: Engine, 
/**
 * The question.
 */
scenario: Scenario, 
/**
 * From the barrier to the last span's end.
 */
wall_us: number, 
/**
 * The work on one lane with nobody else.
 */
one_thread_us: number, 
/**
 * How far two lanes' times can be apart.
 */
clock_error_us: number, 
/**
 * Where it ran.
 */
environment: Environment, 
/**
 * The numbers.
 */
metrics: Metrics, 
/**
 * The proof that the work was done.
 */
residuals: Array<Residual>, 
/**
 * Why it must not be told as a result; empty where it may, and wherever it was simulated.
 */
doubts: Array<Doubt>, };

/**
 * A kernel's worst residual, in units of n·ε·‖A‖; up to the vocabulary's `residual_limit`, 30, it passes.
 */
export type Residual = { 
/**
 * The kernel's name.
 */
kernel: KernelName, 
/**
 * Its size, if its arrays are square.
 */
n?: number, 
/**
 * Its rows and columns, if they are not.
 */
shape?: [number, number], 
/**
 * The worst over all lanes and the whole batch; infinite is written as `null`.
 */
max: number | null, };

/**
 * Which interpreter, and so which GIL.
 */
export type Runtime = "one-lock" | "cpython-2.7" | "cpython-3.9" | "cpython-3.12" | "cpython-3.13t" | "cpython-3.14t" | "subinterpreters";

/**
 * The whole question. Times are in microseconds.
 */
export type Scenario = { 
/**
 * Which interpreter.
 */
runtime: Runtime, 
/**
 * `sys.setswitchinterval`, in microseconds.
 */
switch_interval_us: number, 
/**
 * Virtual cores; a measured run uses those there are.
 */
cores: number, 
/**
 * Seed of every choice the simulator makes.
 */
seed: number, 
/**
 * How the numeric library organises its threads.
 */
blas: Blas, 
/**
 * `sys.setcheckinterval`, in instructions; Python 2.7 only.
 */
check_interval: number, 
/**
 * How long a sleeper takes to be awake; simulated only.
 */
wake_us: number, 
/**
 * The operating system's time slice; simulated only.
 */
quantum_us: number, 
/**
 * The groups of threads.
 */
threads: Array<Thread>, };

/**
 * A lane's shares as they are written: as parts of its life, or of the part of it that a window shows.
 */
export type Shares = { held: number, waiting: number, free: number, running: number, no_core: number, blocked: number, pool: number, };

/**
 * A stretch of a lane's life in one state.
 */
export type Span = { 
/**
 * What the lane was doing.
 */
state: State, 
/**
 * Which operation of the pass.
 */
op: number, 
/**
 * Which pass.
 */
rep: number, 
/**
 * When it begins; in microseconds where it is written.
 */
start_us: number, 
/**
 * When it ends, which is when the next one begins; likewise.
 */
end_us: number, 
/**
 * Why it waits, in the state `gil-wait`.
 */
cause?: Cause, };

/**
 * What a lane is doing.
 */
export type State = "python" | "kernel-held" | "kernel-released" | "gil-wait" | "io" | "runnable" | "blas";

/**
 * A group of Python threads that do the same.
 */
export type Thread = { 
/**
 * What its lanes are called.
 */
name: string, 
/**
 * How many threads.
 */
count: number, 
/**
 * How many passes over `ops`.
 */
repeat: number, 
/**
 * Which sub-interpreter runs it.
 */
interpreter: Interpreter, 
/**
 * One pass.
 */
ops: Array<Op>, };
