//! What a lane works on: the inputs and outputs of each of its distinct kernels, made before the start.
//!
//! Invariant: a kernel inside a timed span reads its input from here and leaves its output here.

use super::control::Broken;
use crate::kernels::{self, Array, Kernel, Random, Team};
use crate::scenario::{KernelOp, Thread};

struct Bench {
    op: KernelOp,
    kernel: &'static Kernel,
    /// Each problem of the batch, with its result.
    batch: Vec<(Vec<Array>, Vec<Array>)>,
}

/// A lane's arrays.
pub(super) struct Workbench(Vec<Bench>);

impl Workbench {
    /// Makes the inputs of a lane of this group; each lane, kernel and problem has its own.
    pub(super) fn new(group: &Thread, lane: usize) -> Self {
        let benches = group.kernels().into_iter().enumerate().map(|(at, op)| {
            let kernel = kernels::find(&op.name).expect("a checked Scenario names known kernels");
            let mut random = Random::new((lane as u64) << 32 | at as u64);
            let [m, n] = op.shape();
            let batch = (0..op.batch).map(|_| ((kernel.input)(m, n, &mut random), Vec::new())).collect();
            Bench { op: op.clone(), kernel, batch }
        });
        Self(benches.collect())
    }

    /// Where the arrays of this operation stand.
    pub(super) fn find(&self, op: &KernelOp) -> usize {
        let place = self.0.iter().position(|bench| bench.op.same_work(op));
        place.expect("a lane has a bench for each of its kernels")
    }

    /// How many kernels there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether this kernel uses the members of a team.
    pub(super) fn threaded(&self, at: usize) -> bool {
        let Bench { op, kernel, .. } = &self.0[at];
        kernel.threaded(op.backend)
    }

    /// Computes.
    pub(super) fn run(&mut self, at: usize, team: &dyn Team) -> Result<(), Broken> {
        let Bench { op, kernel, batch } = &mut self.0[at];
        let mut problems = batch.iter_mut();
        let ran = problems.try_for_each(|(input, output)| kernel.run(op.backend, input, output, team));
        ran.map_err(|why| Broken::Kernel(op.title(), why))
    }

    /// The worst residual of the last outputs of each kernel that ran.
    pub(super) fn residuals(&self) -> impl Iterator<Item = (&KernelOp, f64)> {
        let ran = self.0.iter().filter(|bench| bench.batch.iter().all(|(_, output)| !output.is_empty()));
        ran.map(|Bench { op, kernel, batch }| {
            let residuals = batch.iter().map(|(input, output)| kernel.residual(input, output));
            (op, residuals.fold(0.0, f64::max))
        })
    }
}
