//! The question: what a Python programmer would write, on which interpreter, on how many cores.
//!
//! Invariant: a `Scenario` that `Scenario::from_json` returned obeys every limit of this folder, so no engine checks those
//! again. What only one engine cannot do, that engine refuses (`engine::limits`), and what does not fit the memory the plan.

mod defaults;
mod interpreter;
mod kernel;
mod limits;
mod subject;

use crate::error::{Code, Refusal, Result};
use crate::text::shortened;
use serde::{Deserialize, Deserializer, Serialize};

pub use crate::kernels::Backend;
pub use interpreter::Interpreter;
pub use kernel::{KernelGil, KernelOp};
pub use limits::*;
pub(crate) use subject::Subject;

/// Which interpreter, and so which GIL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
pub enum Runtime {
    /// A plain mutex around one whole pass over `ops`.
    #[serde(rename = "one-lock")]
    OneLock,
    /// CPython 2.7: ticks.
    #[serde(rename = "cpython-2.7")]
    Cpython27,
    /// CPython 3.2 to 3.9.
    #[serde(rename = "cpython-3.9")]
    Cpython39,
    /// CPython 3.10 and later with a GIL.
    #[serde(rename = "cpython-3.12")]
    Cpython312,
    /// Free-threaded CPython 3.13.
    #[serde(rename = "cpython-3.13t")]
    Cpython313t,
    /// Free-threaded CPython 3.14.
    #[serde(rename = "cpython-3.14t")]
    Cpython314t,
    /// Sub-interpreters with a GIL each.
    #[serde(rename = "subinterpreters")]
    Subinterpreters,
}

impl Runtime {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::OneLock,
        Self::Cpython27,
        Self::Cpython39,
        Self::Cpython312,
        Self::Cpython313t,
        Self::Cpython314t,
        Self::Subinterpreters,
    ];

    /// Its name in a Scenario.
    pub fn name(self) -> String {
        // Its name in JSON, without the quotes.
        let json = serde_json::to_string(&self).unwrap_or_default();
        json.trim_matches('"').into()
    }
}

/// How a numeric library organises its own threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Blas {
    /// A team per caller, as MKL and OpenMP have.
    #[default]
    Team,
    /// One process-wide pool behind a lock, as OpenBLAS has.
    Pool,
}

/// One operation of a Python thread.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(tag = "op", rename_all = "lowercase", deny_unknown_fields)]
pub enum Op {
    /// Bytecode that costs `us` microseconds alone.
    Python {
        /// Microseconds.
        #[serde(deserialize_with = "time")]
        #[cfg_attr(feature = "types", schemars(range(min = *OP_US.start(), max = *OP_US.end())))]
        us: f64,
    },
    /// A numeric call.
    Kernel(KernelOp),
    /// A blocking wait.
    Wait {
        /// Microseconds.
        #[serde(deserialize_with = "time")]
        #[cfg_attr(feature = "types", schemars(range(min = *OP_US.start(), max = *OP_US.end())))]
        us: f64,
    },
}

/// A group of Python threads that do the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Thread {
    /// What its lanes are called.
    #[cfg_attr(feature = "types", schemars(length(max = NAME_LETTERS)))]
    pub name: String,
    /// How many threads.
    #[serde(default = "defaults::one")]
    #[cfg_attr(feature = "types", schemars(range(min = *LANES.start(), max = *LANES.end())))]
    pub count: u32,
    /// How many passes over `ops`.
    #[serde(default = "defaults::one")]
    #[cfg_attr(feature = "types", schemars(range(min = *OPS.start(), max = *OPS.end())))]
    pub repeat: u32,
    /// Which sub-interpreter runs it.
    #[serde(default)]
    pub interpreter: Interpreter,
    /// One pass.
    #[cfg_attr(feature = "types", schemars(length(min = 1)))]
    pub ops: Vec<Op>,
}

/// The whole question. Times are in microseconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Which interpreter.
    pub runtime: Runtime,
    /// `sys.setswitchinterval`, in microseconds.
    #[serde(default = "defaults::switch_interval", deserialize_with = "time")]
    #[cfg_attr(feature = "types", schemars(range(min = *SWITCH_INTERVAL_US.start(), max = *SWITCH_INTERVAL_US.end())))]
    pub switch_interval_us: f64,
    /// Virtual cores; a measured run uses those there are.
    #[serde(default = "defaults::cores")]
    #[cfg_attr(feature = "types", schemars(range(min = *CORES.start())))]
    pub cores: u32,
    /// Seed of every choice the simulator makes.
    #[serde(default = "defaults::seed")]
    pub seed: u64,
    /// How the numeric library organises its threads.
    #[serde(default)]
    pub blas: Blas,
    /// `sys.setcheckinterval`, in instructions; Python 2.7 only.
    #[serde(default = "defaults::check_interval")]
    #[cfg_attr(feature = "types", schemars(range(min = *CHECK_INTERVAL.start(), max = *CHECK_INTERVAL.end())))]
    pub check_interval: u32,
    /// How long a sleeper takes to be awake; simulated only.
    #[serde(default = "defaults::wake", deserialize_with = "time")]
    #[cfg_attr(feature = "types", schemars(range(min = *ANY_US.start(), max = *ANY_US.end())))]
    pub wake_us: f64,
    /// The operating system's time slice; simulated only.
    #[serde(default = "defaults::quantum", deserialize_with = "time")]
    #[cfg_attr(feature = "types", schemars(range(min = *ANY_US.start(), max = *ANY_US.end())))]
    pub quantum_us: f64,
    /// The groups of threads.
    #[cfg_attr(feature = "types", schemars(length(min = 1)))]
    pub threads: Vec<Thread>,
}

/// Times are whole nanoseconds, so that what is written is read back as it was.
fn whole(us: f64) -> f64 {
    (us * 1000.0).round() / 1000.0
}

fn time<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<f64, D::Error> {
    f64::deserialize(from).map(whole)
}

/// Refuses an interpreter that does not exist, as any other word that names nothing.
fn unknown_runtime(json: &str) -> Result<()> {
    #[derive(Deserialize)]
    struct Asked {
        runtime: String,
    }
    let Ok(Asked { runtime }) = serde_json::from_str(json) else { return Ok(()) };
    let known = Runtime::ALL.map(Runtime::name);
    if known.contains(&runtime) {
        return Ok(());
    }
    let fault = format!("runtime is {}, which isn't an interpreter", subject::quoted(&runtime));
    Err(Subject::Scenario.unknown("runtime", &fault, &runtime, &known.each_ref().map(String::as_str)))
}

impl Scenario {
    /// Reads a Scenario, with every default filled in.
    ///
    /// ```
    /// use gil_playground::{Error, Scenario};
    ///
    /// let json = r#"{"runtime":"one-lock","threads":[{"name":"w","ops":[{"op":"kernel","name":"qr","n":64}]}]}"#;
    /// assert_eq!(Scenario::from_json(json)?.cores, 4);
    /// let Err(Error::BadInput(refusal)) = Scenario::from_json(&json.replace("64", "0")) else { panic!() };
    /// assert_eq!(refusal.path, "/threads/0/ops/0/n");
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// `BadInput` with the value, the bound and the fix.
    pub fn from_json(json: &str) -> Result<Self> {
        if json.len() > JSON_BYTES {
            let bytes = json.len().to_string();
            let fix = format!("at most {JSON_BYTES} are read; use count and repeat instead of copies");
            let refusal = Refusal::new(Code::Length, &format!("the Scenario is {bytes} bytes of JSON"), &fix);
            return Err(refusal.found(&bytes, &JSON_BYTES.to_string()).into());
        }
        let scenario: Self = match serde_json::from_str(json) {
            Ok(scenario) => scenario,
            Err(why) => {
                unknown_runtime(json)?;
                // A word that is unknown is told as it was written, however long it is.
                let why = shortened(&why.to_string(), 400);
                return Err(Refusal::new(Code::Unreadable, &format!("the Scenario cannot be read: {why}"), "").into());
            }
        };
        scenario.check()?;
        Ok(scenario)
    }

    /// The same question to another interpreter.
    #[must_use]
    pub fn under(&self, runtime: Runtime) -> Self {
        Self { runtime, ..self.clone() }
    }

    /// How many Python threads there are.
    pub fn lanes(&self) -> u64 {
        self.threads.iter().map(|thread| u64::from(thread.count)).sum()
    }

    /// How many operations all lanes execute together.
    pub fn total_ops(&self) -> u64 {
        self.threads.iter().map(Thread::total_ops).fold(0, u64::saturating_add)
    }
}

impl Op {
    /// Whether both cost the same on one thread alone; to wait costs nothing.
    pub fn same_work(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Python { us: a }, Self::Python { us: b }) => a.total_cmp(b).is_eq(),
            (Self::Kernel(a), Self::Kernel(b)) => a.same_work(b),
            _ => false,
        }
    }
}

impl Thread {
    /// Its different kernels.
    pub fn kernels(&self) -> Vec<&KernelOp> {
        let mut different: Vec<&KernelOp> = Vec::new();
        for op in &self.ops {
            if let Op::Kernel(kernel) = op
                && !different.iter().any(|known| known.same_work(kernel))
            {
                different.push(kernel);
            }
        }
        different
    }

    /// What the lane with this index is called.
    pub fn lane_name(&self, index: u32) -> String {
        if self.count == 1 { self.name.clone() } else { format!("{} {}", self.name, index + 1) }
    }

    /// How many threads its largest kernel has, the caller included.
    pub fn team(&self) -> u32 {
        let team = self.ops.iter().map(|op| match op {
            Op::Kernel(kernel) => kernel.blas_threads,
            Op::Python { .. } | Op::Wait { .. } => 1,
        });
        team.max().unwrap_or(1)
    }

    pub(crate) fn total_ops(&self) -> u64 {
        (u64::from(self.count) * u64::from(self.repeat)).saturating_mul(self.ops.len() as u64)
    }
}
