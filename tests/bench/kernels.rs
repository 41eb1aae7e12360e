//! The kernels, one call at a time, for `cargo xtask bench kernels`.
//!
//! Invariant: a problem's first result is checked by the kernel's own equation before anything is timed, and every call
//! reuses the memory of the one before, as the engine's do.

use gil_playground::kernels::{self, Alone, Array, Backend, Kernel, RESIDUAL_LIMIT, Random};

/// Always the same matrices.
const SEED: u64 = 4;

/// One kernel with its input and its latest output.
pub(crate) struct Problem {
    kernel: &'static Kernel,
    backend: Backend,
    input: Vec<Array>,
    output: Vec<Array>,
}

impl Problem {
    /// Ready to be timed; or why not.
    pub(crate) fn new(name: &str, n: usize, code: &str) -> Result<Self, String> {
        let kernel = kernels::find(name).ok_or_else(|| format!("kernel {name:?} is not known"))?;
        let backend = match code {
            "auto" => Backend::Auto,
            "nalgebra" => Backend::Nalgebra,
            _ => return Err(format!("code {code:?} is not known: choose auto or nalgebra")),
        };
        let input = (kernel.input)(n, n, &mut Random::new(SEED));
        let mut problem = Self { kernel, backend, input, output: Vec::new() };
        problem.call()?;
        let residual = (kernel.residual)(&problem.input, &problem.output);
        if residual > RESIDUAL_LIMIT {
            return Err(format!("its result is wrong: the residual is {residual:.1} of at most {RESIDUAL_LIMIT}"));
        }
        Ok(problem)
    }

    pub(crate) fn call(&mut self) -> Result<(), String> {
        let done = self.kernel.run(self.backend, &self.input, &mut self.output, &Alone);
        done.map_err(|failure| format!("{} {failure}", self.kernel.name))
    }
}
