//! The table of kernels, a file for each, and which of them this build computes: a page's first wasm file has the common ones, by their
//! fastest code and on one thread each; the feature `full` adds the others, plain nalgebra for all, and teams.
//!
//! Invariant: both builds compute a common kernel by the same code, so to the same bits; a kernel whose code is left out is
//! still known, by its call.

mod bidiagonal;
mod cholesky;
mod det;
mod eigh;
mod hessenberg;
mod inv;
mod lstsq;
mod lu;
mod matmul;
mod qr;
mod qr_pivoted;
mod schur;
mod solve;
mod svd;
mod svdvals;

use super::{Backend, Kernel, Shapes};

/// Whether this build computes everything, in teams too.
pub const FULL: bool = cfg!(feature = "full");

/// All kernels, in the order in which they are offered.
const ALL: [Kernel; 15] = [
    qr::KERNEL,
    lu::KERNEL,
    svd::KERNEL,
    cholesky::KERNEL,
    eigh::KERNEL,
    schur::KERNEL,
    hessenberg::KERNEL,
    matmul::KERNEL,
    inv::KERNEL,
    det::KERNEL,
    solve::KERNEL,
    lstsq::KERNEL,
    svdvals::KERNEL,
    qr_pivoted::KERNEL,
    bidiagonal::KERNEL,
];

/// How many kernels this build computes.
const BUILT: usize = {
    let (mut built, mut at) = (0, 0);
    while at < ALL.len() {
        if FULL || ALL[at].common {
            built += 1;
        }
        at += 1;
    }
    built
};

/// The kernels that this build computes. Chosen by the compiler, so that the others' code is not in it.
pub static TABLE: [Kernel; BUILT] = {
    let (mut table, mut from, mut to) = ([ALL[0]; BUILT], 0, 0);
    while from < ALL.len() {
        if FULL || ALL[from].common {
            let plain = FULL || ALL[from].blocked.is_none();
            table[to] = Kernel { nalgebra: if plain { ALL[from].nalgebra } else { None }, ..ALL[from] };
            to += 1;
        }
        from += 1;
    }
    table
};

/// What is known of a kernel where none is computed.
pub struct Call {
    /// The name in a Scenario.
    pub name: &'static str,
    /// The Python call it stands for.
    pub call: &'static str,
    /// What it computes.
    pub sentence: &'static str,
    /// Which arrays it takes.
    pub shapes: Shapes,
    /// Whether every build computes it, by its fastest code.
    common: bool,
    /// Whether there is faster code than nalgebra's.
    blocked: bool,
    recorded_us_256: [f64; 2],
    /// Floating-point operations at m×n.
    pub flops: fn(f64, f64) -> f64,
    doubles: fn(usize, usize) -> usize,
}

impl Call {
    /// The most memory in bytes that one use on m×n arrays needs, input included.
    pub fn bytes(&self, m: usize, n: usize) -> u64 {
        (self.doubles)(m, n) as u64 * size_of::<f64>() as u64
    }

    /// What it costs on m×n arrays on one core, in microseconds: the recorded cost, scaled by its operations. It is the
    /// simulator's default.
    pub fn recorded_us(&self, choice: Backend, m: usize, n: usize) -> f64 {
        let [auto, nalgebra] = self.recorded_us_256;
        let recorded = if choice == Backend::Auto { auto } else { nalgebra };
        recorded * (self.flops)(m as f64, n as f64) / (self.flops)(256.0, 256.0)
    }

    /// Whose code that is.
    pub fn backend(&self, choice: Backend) -> &'static str {
        if self.blocked && choice == Backend::Auto { "blocked" } else { "nalgebra" }
    }

    /// Whether every build computes it by that code.
    pub fn common(&self, choice: Backend) -> bool {
        self.common && (choice == Backend::Auto || !self.blocked)
    }
}

/// The calls of all kernels: copied out of their rows by the compiler, so that a program can have them without the code.
pub static CALLS: [Call; ALL.len()] = {
    const fn of(kernel: &Kernel) -> Call {
        let Kernel { name, call, sentence, shapes, common, recorded_us_256, flops, doubles, .. } = *kernel;
        Call {
            name,
            call,
            sentence,
            shapes,
            common,
            blocked: kernel.blocked.is_some(),
            recorded_us_256,
            flops,
            doubles,
        }
    }
    let (mut calls, mut at) = ([const { of(&ALL[0]) }; ALL.len()], 1);
    while at < calls.len() {
        calls[at] = of(&ALL[at]);
        at += 1;
    }
    calls
};

/// What is known of the kernel with this name.
pub fn call(name: &str) -> Option<&'static Call> {
    CALLS.iter().find(|call| call.name == name)
}

/// The row of the kernel with this name, if this build computes it.
pub fn find(name: &str) -> Option<&'static Kernel> {
    TABLE.iter().find(|kernel| kernel.name == name)
}
