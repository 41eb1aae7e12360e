/** The words that Scenarios, spans and phases use, and the bounds of what can be asked. */
export interface Vocabulary {
  version: string;
  /** `calls`: those it stands for, the one that is meant where none is named first. One releases the GIL or it doesn't, or
   * the product of these output lengths decides (`m`, `n`, and `p`, the smaller of both); null where no rule is known.
   * `rest`: what decides so in a second part of the call, where it has one. `measured`: the order of square matrices on
   * which it was measured, and what one call took, in microseconds.
   * `square`: whether it takes square arrays only. `common`: whether the first core computes it. `flops`: the operations of
   * a large n×n, in units of n³. */
  kernels: { name: string; call: string; calls: { name: string; releases: boolean | string | null; rest?: string;
    measured?: [order: number, us: number] }[];
    sentence: string; square: boolean; common: boolean; flops: number }[];
  /** Above so many elements of output a call releases the GIL. */
  threshold: number;
  /** `locks`: whether there is a lock at all. `switch`: what makes bytecode hand it over. `checkpoints`: where bytecode looks
   * whether it was asked to. */
  runtimes: { name: string; label: string; locks: boolean; switch: "never" | "ticks" | "request";
    checkpoints: "instructions" | "loops-and-calls" }[];
  /** What a Scenario, a group of threads and a kernel operation are where nothing is said: the first one's of each. */
  defaults: Scenario;
  states: string[];
  events: string[];
  /** Why a wait waits. */
  causes: string[];
  phases: string[];
  /** `n`: of arrays that are computed, or whose cost the simulator estimates. `side`: where a simulated kernel has its `us`. */
  bounds: Record<"n" | "side" | "lanes" | "ops" | "cores" | "interval_us", [least: number, most: number]>;
  residual_limit: number;
}
/** A Scenario with every default filled in, or why it cannot be asked. */
export type Checked = { scenario: Scenario } | { refusal: Refusal };
/** Why a Scenario is refused. `path`: where that is, a JSON Pointer into the Scenario, empty for all of it. `value`, `bound`:
 * what is there and what may be, empty where there is none. `message` says all of it, and ends with the `fix`. */
export interface Refusal {
  code: "input" | "unreadable" | "empty" | "range" | "length" | "unknown" | "size" | "rule" | "memory" | "work";
  path: string;
  value: string;
  bound: string;
  fix: string;
  message: string;
}
/** What a measured run takes: threads, BLAS helpers among them, whether the first core cannot measure it, and the stack of
 * each thread. */
export interface Needs {
  workers: number;
  full: boolean;
  stack_bytes: number;
}
/** A Scenario worth asking, the interpreters worth comparing, and what to look for. Defaults are left out of it. */
export interface Preset {
  name: string;
  sentence: string;
  compare: string[];
  scenario: { runtime: string; cores?: number; threads: object[] };
}
/** Where a run's live lanes stand in the shared memory, as byte addresses. */
export interface Layout {
  /** i32 phase (an index into `phases`), then i32 stop: anything but 0 asks the lanes to stop. */
  control: number;
  /** `header`: u32 count of records, u32 operations done. `records`: `stride` bytes each: f64 t_us, u32 kind, op, rep, arg.
   * A kind below 15 is a state that begins (an index into `states`), 15 the lane's end, from 16 on an event (`events`). */
  lanes: {
    name: string;
    thread: number;
    index: number;
    /** The lane whose kernels a BLAS helper helps to compute. */
    parent: number | null;
    header: number;
    records: number;
    capacity: number;
  }[];
  stride: number;
  ops: number;
  bytes: number;
  limit: number;
}
/** A Scenario with every default filled in. */
export interface Scenario {
  runtime: string;
  switch_interval_us: number;
  cores: number;
  seed: number;
  blas: string;
  check_interval: number;
  wake_us: number;
  quantum_us: number;
  threads: { name: string; count: number; repeat: number; interpreter: number | "each"; ops: Op[] }[];
}
export type Op = { op: "python" | "wait"; us: number } | KernelOp;
/** Its arrays are n×n, or `shape` says their rows and columns; `batch` is 1 if it is not there. */
export type KernelOp = {
  op: "kernel";
  name: string;
  /** The call that the kernel stands for here; absent for the first of its `calls`. */
  function?: string;
  n?: number;
  shape?: [number, number];
  batch?: number;
  gil: string;
  blas_threads: number;
  backend: string;
  us?: number;
};
/** A Report without spans and events. */
export interface ReportHead {
  engine: "measured" | "simulated";
  scenario: Scenario;
  wall_us: number;
  one_thread_us: number;
  clock_error_us: number;
  environment: { cores: number; isolation: string; timer_step_us: number; hidden: boolean; free?: number; backwards_us?: number;
    lived_us?: [number, number]; elapsed_us?: number; backends: string[]; version: string; python?: string;
    /** What a reader of this run has to know. */
    notes?: string[] };
  lanes: { name: string; thread: number; index: number; parent: number | null; worker: number | null }[];
  metrics: { speedup: number; efficiency: number; gil_held: number; gil_wait_us: number; handoffs: number; forced_switches: number;
    amdahl_bound: number; serial_fraction: number; pool_wait_us: number;
    handoffs_by: { voluntary: number; forced: number; tick: number };
    lanes: { held: number; waiting: number; free: number; running: number; no_core: number; blocked: number; pool: number }[] };
  /** In units of n·ε·‖A‖; null when infinitely wrong. */
  residuals: { kernel: string; n?: number; shape?: [number, number]; max: number | null }[];
  /** Why it must not be told as a result; empty where it may be. */
  doubts: Doubt[];
}
/** A reason of the sanity gate. `again`: whether the same run may come out better a second time. */
export interface Doubt {
  code: "hidden" | "busy" | "clock" | "steps" | "short" | "speedup" | "slowed" | "baselines" | "no-cause" | "noise";
  sentence: string;
  value: number;
  limit: number;
  again: boolean;
}
