//! One numeric call of a Scenario: a kernel, its arrays, and the call of NumPy's or SciPy's that it stands for.
//!
//! Invariant: what a kernel op says of itself (its size, its call, whether that releases) is answered here, once.

#[cfg(feature = "types")]
use super::{BATCH, BLAS_THREADS, OP_US, SIDES};
use super::{defaults, whole};
use crate::atlas::kernels::{self as atlas, Call, Era};
use crate::kernels::{self, Backend};
use serde::{Deserialize, Deserializer, Serialize};

/// Whether a kernel releases the GIL while it computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum KernelGil {
    /// It does.
    #[default]
    Releases,
    /// It does not.
    Holds,
    /// As NumPy decides for this call and shape.
    Numpy,
}

/// One numeric call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KernelOp {
    /// Which decomposition or product.
    #[cfg_attr(feature = "types", ts(type = "KernelName"), schemars(extend("enum" = names())))]
    pub name: String,
    /// The call of NumPy or SciPy that it stands for; else the one that is meant by the kernel's name alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub function: Option<String>,
    /// Its arrays are `n`×`n`; else `shape` says what they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional), schemars(range(min = *SIDES.start(), max = *SIDES.end())))]
    pub(super) n: Option<usize>,
    /// The rows and the columns of its arrays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional), schemars(inner(range(min = *SIDES.start(), max = *SIDES.end()))))]
    pub(super) shape: Option<[usize; 2]>,
    /// How many such problems one call solves.
    #[serde(default = "defaults::one", skip_serializing_if = "is_one")]
    #[cfg_attr(feature = "types", schemars(range(min = *BATCH.start(), max = *BATCH.end()), extend("default" = 1)))]
    pub batch: u32,
    /// Whether it releases the GIL.
    #[serde(default)]
    pub gil: KernelGil,
    /// Threads inside the call.
    #[serde(default = "defaults::one")]
    #[cfg_attr(feature = "types", schemars(range(min = *BLAS_THREADS.start(), max = *BLAS_THREADS.end())))]
    pub blas_threads: u32,
    /// Whose code.
    #[serde(default)]
    pub backend: Backend,
    /// What the call costs on one core in microseconds, for the simulator; else a recorded cost.
    #[serde(default, deserialize_with = "some_time", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional), schemars(range(min = *OP_US.start(), max = *OP_US.end())))]
    pub us: Option<f64>,
}

#[cfg(feature = "types")]
fn names() -> Vec<&'static str> {
    kernels::CALLS.iter().map(|kernel| kernel.name).collect()
}

impl KernelOp {
    /// The rows and the columns of its arrays.
    pub fn shape(&self) -> [usize; 2] {
        let written = self.shape.or(self.n.map(|n| [n, n]));
        written.unwrap_or_else(|| unreachable!("a checked kernel op has a size"))
    }

    /// The field that says so.
    pub(crate) fn sized_by(&self) -> &'static str {
        if self.shape.is_some() { "shape" } else { "n" }
    }

    /// Makes no side of its arrays longer than this.
    pub fn shorten(&mut self, side: usize) {
        self.n = self.n.map(|n| n.min(side));
        self.shape = self.shape.map(|shape| shape.map(|n| n.min(side)));
    }

    /// Whether both do the same arithmetic by the same code.
    pub fn same_work(&self, other: &Self) -> bool {
        let work = |op: &Self| (op.shape(), op.batch, op.backend);
        self.name == other.name && work(self) == work(other)
    }

    /// Whether NumPy or SciPy releases the GIL in this call; `None` when no rule is known.
    pub fn numpy_releases(&self, era: Era) -> Option<bool> {
        let [m, n] = self.shape();
        self.call()?.releases(era, m, n, self.batch as usize)
    }

    /// The call that it stands for; `None` where there is no such call, which `check` refuses.
    pub fn call(&self) -> Option<&'static Call> {
        atlas::find(&self.name, self.function.as_deref())
    }

    /// `qr 256`, `qr 512×64`, `qr 10×10 ×520`; `scipy.linalg.qr 256` where that call is named.
    pub fn title(&self) -> String {
        kernels::title(self.function.as_deref().unwrap_or(&self.name), self.shape(), self.batch)
    }
}

fn some_time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
    Ok(Option::deserialize(from)?.map(whole))
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_one(count: &u32) -> bool {
    *count == 1
}
