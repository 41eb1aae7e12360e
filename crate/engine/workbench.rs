//! What a lane works on: one input and one output of each of its distinct kernels, made before the start.
//!
//! Invariant: a kernel inside a timed span reads its input from here and leaves its output here.

use super::lane::Broken;
use super::plan::kernels_of;
use crate::kernels::{self, Alone, Array, Backend, Kernel, Random};
use crate::scenario::{KernelOp, Thread};

struct Bench {
    kernel: &'static Kernel,
    n: usize,
    input: Vec<Array>,
    output: Vec<Array>,
}

/// A lane's arrays.
pub(super) struct Workbench(Vec<Bench>);

impl Workbench {
    /// Makes the inputs of a lane of this group; each lane and kernel has its own.
    pub(super) fn new(group: &Thread, lane: usize) -> Self {
        let benches = kernels_of(group).into_iter().enumerate().map(|(at, (name, n))| {
            let kernel = kernels::find(name).expect("a checked Scenario names known kernels");
            let mut random = Random::new((lane as u64) << 32 | at as u64);
            Bench { kernel, n, input: (kernel.input)(n, n, &mut random), output: Vec::new() }
        });
        Self(benches.collect())
    }

    /// Where the arrays of this operation stand.
    pub(super) fn find(&self, op: &KernelOp) -> usize {
        let place = self.0.iter().position(|bench| bench.kernel.name == op.name && bench.n == op.n);
        place.expect("a lane has a bench for each of its kernels")
    }

    /// How many kernels there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Computes.
    pub(super) fn run(&mut self, at: usize) -> Result<(), Broken> {
        let Bench { kernel, n, input, output } = &mut self.0[at];
        kernel.run(Backend::Auto, input, output, &Alone).map_err(|why| Broken::Kernel(kernel.name, *n, why))
    }

    /// The residual of the last output of each kernel that ran.
    pub(super) fn residuals(&self) -> Vec<(&'static str, usize, f64)> {
        let ran = self.0.iter().filter(|bench| !bench.output.is_empty());
        ran.map(|bench| (bench.kernel.name, bench.n, (bench.kernel.residual)(&bench.input, &bench.output))).collect()
    }
}
