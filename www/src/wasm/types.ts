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
 * The least and the most of what can be asked.
 */
export type Bounds = { 
/**
 * The sides of arrays that are computed, or whose cost the simulator estimates.
 */
n: [number, number], 
/**
 * The sides where a simulated kernel has its `us`.
 */
side: [number, number], lanes: [number, number], ops: [number, number], cores: [number, number], interval_us: [number, number], };

/**
 * A call that a kernel stands for.
 */
export type Call = { 
/**
 * Its name, with those keyword arguments that make it this call.
 */
name: string, 
/**
 * Whether it releases the GIL; where the call has two parts, whether its first does. Null where no rule is known; a
 * text where the product of these output lengths decides: `m`, `n`, and `p`, the smaller of both.
 */
releases: Decides, 
/**
 * What decides in its second part, if it has one: the call is mixed where both differ.
 */
rest?: string, 
/**
 * The order of square matrices on which it was measured, and what one call took, in microseconds.
 */
measured?: [number, number], };

/**
 * Calls of one name from one line.
 */
export type CallRow = { name: string, 
/**
 * `job.py:12`; empty where it has no one place.
 */
place: string, atlas: string | null, 
/**
 * The interpreter doesn't tell of it: how long it held the lock isn't known.
 */
operator: boolean, count: number, held_us: number, released_us: number, waiting_us: number, gil_free: number | null, 
/**
 * The numbers that its spans have.
 */
numbers: Array<number>, };

/**
 * Why a lane waits.
 */
export type CauseKind = "bytecode" | "kernel" | "lost-race" | "forced-switch" | "pool-lock";

/**
 * What is said of a question before it is asked: the Scenario with every default filled in, or why it cannot be asked.
 */
export type Checked = { "scenario": Scenario } | { "refusal": Refusal };

/**
 * Where bytecode looks whether it was asked to drop.
 */
export type Checkpoints = "instructions" | "loops-and-calls";

/**
 * What decides today.
 */
export type Decides = string | boolean | null;

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
 * What can happen at the lock.
 */
export type EventKind = "take" | "drop" | "drop-request" | "tick" | "forced-switch";

/**
 * What was found for one operation: its cost alone in microseconds, or its worst residual.
 */
export type Finding = { 
/**
 * The group of threads.
 */
group: number, 
/**
 * Which of its operations.
 */
op: number, 
/**
 * Infinite is written as `null`.
 */
value: number | null, };

/**
 * What runs can be saved as.
 */
export type FormatName = "svg" | "csv" | "json" | "perfetto";

/**
 * How a format is offered.
 */
export type FormatWords = { 
/**
 * On the command line.
 */
name: FormatName, 
/**
 * On a button.
 */
label: string, 
/**
 * Of a file's name.
 */
ending: string, 
/**
 * The media type.
 */
mime: string, 
/**
 * Whether one file can have several runs.
 */
several: boolean, };

/**
 * What the processes found out.
 */
export type Found = { 
/**
 * How far two lanes' times can be apart.
 */
clock_error_us: number, 
/**
 * What each operation costs alone.
 */
costs: Array<Finding>, 
/**
 * Of each kernel, from each lane.
 */
residuals: Array<Finding>, 
/**
 * The iterations of bytecode that each lane executed.
 */
iterations: Array<number>, };

/**
 * A stretch of a lane's life of which nothing is known.
 */
export type GapRow = { lane: number, start_us: number, end_us: number, lost: number, };

/**
 * Why a lock went on just then.
 */
export type HandoffCause = "forced-switch" | "voluntary" | "kernel" | "lost-race" | "tick" | "pool-lock" | "picked-up";

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
 * A kernel of the playground.
 */
export type KernelWords = { name: KernelName, 
/**
 * What Python runs for it.
 */
call: string, 
/**
 * The calls it stands for, the one that is meant where none is named first.
 */
calls: Array<Call>, sentence: string, 
/**
 * Whether it takes square arrays only.
 */
square: boolean, 
/**
 * Whether the first core computes it.
 */
common: boolean, 
/**
 * The operations of a large n×n, in units of n³.
 */
flops: number, };

/**
 * One thread's row.
 */
export type LaneHead = { 
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
 * One lane's diary.
 */
export type LanePlace = { name: string, thread: number, index: number, 
/**
 * The lane whose kernels a BLAS helper helps to compute.
 */
parent: number | null, 
/**
 * A u32: how many records are complete.
 */
count: number, 
/**
 * A u32: how many operations are done.
 */
done: number, 
/**
 * The first record.
 */
records: number, 
/**
 * How many records there is room for.
 */
capacity: number, };

/**
 * A thread at one lock.
 */
export type LaneWords = { name: string, tid: number | null, process: number, 
/**
 * Null where it was at none.
 */
lock: number | null, };

/**
 * Byte addresses of a run that is laid out.
 */
export type Layout = { 
/**
 * An i32: an index into `phases`.
 */
phase: number, 
/**
 * An i32: anything but 0 asks the lanes to stop.
 */
stop: number, lanes: Array<LanePlace>, record: RecordPlace, 
/**
 * How many operations all lanes execute together.
 */
ops: number, 
/**
 * What the run needs at most.
 */
bytes: number, 
/**
 * What it may use.
 */
limit: number, };

/**
 * What the threads of one group do with the lock, for a run whose lanes are processes.
 */
export type LockUse = { 
/**
 * Which one its first thread takes; null where there is none.
 */
lock: number | null, 
/**
 * How much larger the number is for each next thread of the group.
 */
next: number, 
/**
 * It covers a whole pass.
 */
pass: boolean, 
/**
 * Bytecode hands it over.
 */
switches: boolean, 
/**
 * How many times as long bytecode takes.
 */
overhead: number, 
/**
 * In the order of the operations.
 */
ops: Array<OpUse>, };

/**
 * A lock.
 */
export type LockWords = { 
/**
 * `GIL`, or `GIL of 4711`.
 */
name: string, process: number, };

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
 * What a measured run takes.
 */
export type Needs = { 
/**
 * Threads, BLAS helpers among them.
 */
workers: number, 
/**
 * Whether the first core cannot measure it.
 */
full: boolean, 
/**
 * The stack of each thread.
 */
stack_bytes: number, };

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
 * What one operation does with the lock.
 */
export type OpUse = { 
/**
 * It is done inside.
 */
keeps: boolean, 
/**
 * After it is seen whether another wants the lock.
 */
looks: boolean, };

/**
 * Where a run is; the page reads the number.
 */
export type Phase = "ready" | "warm-up" | "clock" | "one-thread" | "running" | "verifying" | "done" | "cancelled" | "failed";

/**
 * A Scenario worth asking, and what to look for.
 */
export type Preset = { name: string, sentence: string, 
/**
 * The interpreters that are worth comparing.
 */
compare: Array<Runtime>, 
/**
 * Defaults are left out of it.
 */
scenario: { runtime: Runtime; cores?: number; threads: object[] }, };

/**
 * A process.
 */
export type ProcessWords = { pid: number, command: string, python: string, 
/**
 * Whether it ran without a GIL.
 */
free: boolean, };

/**
 * What a finished timeline is read with.
 */
export type ReadingWords = { version: string, runtimes: Array<RuntimeWords>, states: Array<State>, events: Array<EventKind>, causes: Array<CauseKind>, handoffs: Array<HandoffCause>, formats: Array<FormatWords>, };

/**
 * Where the fields of a record are, in bytes from its beginning, and what its numbers mean.
 */
export type RecordPlace = { 
/**
 * From one record to the next.
 */
stride: number, 
/**
 * An f64: microseconds from the start barrier.
 */
t_us: number, 
/**
 * A u32: below `end` a state that begins, from `first_event` on an event, each by its number.
 */
kind: number, 
/**
 * A u32: which operation of the pass.
 */
op: number, 
/**
 * A u32: which pass.
 */
rep: number, 
/**
 * A u32: the lane that it concerns, or `none`.
 */
arg: number, 
/**
 * The kind that ends a lane.
 */
end: number, 
/**
 * The kind of the first event.
 */
first_event: number, 
/**
 * An `arg` that says nothing.
 */
none: number, };

/**
 * All of it.
 */
export type RecordingHead = { title: string, engine: 'recorded' | 'sampled', wall_us: number, 
/**
 * Of a part of a recording where it begins in the whole; null for the whole.
 */
from_us: number | null, 
/**
 * Whether there is more in the file behind it.
 */
more: boolean, cores: number, 
/**
 * The switch interval of its first process, where it is known.
 */
interval_us: number | null, processes: Array<ProcessWords>, locks: Array<LockWords>, lanes: Array<LaneWords>, 
/**
 * What each call is called, by the number that a span has for it, from 1.
 */
calls: Array<string>, 
/**
 * Calls of one name from one line, those first that held the lock longest.
 */
table: Array<CallRow>, 
/**
 * The longest.
 */
waits: Array<WaitRow>, gaps: Array<GapRow>, 
/**
 * The part of the time in which the lock that was held longest was held; null without a lock.
 */
gil_held: number | null, handoffs: number | null, 
/**
 * What it ran with, such as `numpy 2.4.6`.
 */
with: Array<string>, ended: string | null, notes: Array<string>, advice: string | null, };

/**
 * Why a question is refused.
 */
export type Refusal = { 
/**
 * What kind of fault it is.
 */
code: RefusalCode, 
/**
 * Where it is: a JSON Pointer (RFC 6901) into the Scenario. Empty for all of it.
 */
path: string, 
/**
 * What is there; empty where that is no value.
 */
value: string, 
/**
 * What may be there; empty where that is no bound.
 */
bound: string, 
/**
 * What to do; empty where the fault says it.
 */
fix: string, 
/**
 * The fault and its fix in one sentence.
 */
message: string, };

/**
 * What kind of fault it is.
 */
export type RefusalCode = "input" | "unreadable" | "empty" | "range" | "length" | "unknown" | "size" | "rule" | "memory" | "work";

/**
 * A Report without spans and events.
 */
export type ReportHead = { lanes: Array<LaneHead>, 
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
 * An interpreter, as the policy's row describes it.
 */
export type RuntimeWords = { name: Runtime, label: string, 
/**
 * Whether there is a lock at all.
 */
locks: boolean, 
/**
 * What makes bytecode hand it over.
 */
switch: Switch, 
/**
 * Where bytecode looks whether it was asked to.
 */
checkpoints: Checkpoints, };

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
 * What a lane is doing.
 */
export type State = "python" | "kernel-held" | "kernel-released" | "gil-wait" | "io" | "runnable" | "blas";

/**
 * What makes a thread that runs bytecode hand the lock over.
 */
export type Switch = "never" | "ticks" | "request";

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

/**
 * The words that Scenarios, spans and phases use, and the bounds of what can be asked.
 */
export type Vocabulary = { version: string, kernels: Array<KernelWords>, 
/**
 * Above so many elements of output a call releases the GIL.
 */
threshold: number, runtimes: Array<RuntimeWords>, 
/**
 * What a Scenario, a group of threads and a kernel operation are where nothing is said: the first one's of each.
 */
defaults: Scenario, 
/**
 * In the order of their numbers, as those that follow.
 */
states: Array<State>, events: Array<EventKind>, 
/**
 * Why a wait waits.
 */
causes: Array<CauseKind>, 
/**
 * Why a lock went from one lane to another.
 */
handoffs: Array<HandoffCause>, phases: Array<Phase>, 
/**
 * What runs can be saved as.
 */
formats: Array<FormatWords>, bounds: Bounds, residual_limit: number, };

/**
 * A wait with all its rounds.
 */
export type WaitRow = { lane: number, start_us: number, end_us: number, rounds: number, why: string, };
