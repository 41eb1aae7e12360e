//! Which NumPy and SciPy calls release the GIL: by rule and by shape, by source and by measurement.
//!
//! Invariant: a rule says what a source says; what was measured stands beside it and makes no rule.
//!
//! Reading order: `shape`, `gufunc` (the number that decides), `rule` (what a rule is made of), `sentences` (the rules),
//! `functions` (the calls), `arguments` (the arrays that they take), `answer` (function and shapes in, verdict out), `measured` (what stands beside it), `cost` (what one
//! call takes), `thumb` (ten lines for people in a hurry); `kernels` is what the playground's own Scenarios ask.

mod advice;
mod aliases;
pub mod answer;
mod arguments;
pub mod cost;
mod dimensions;
mod disagreements;
pub mod dtype;
pub mod functions;
pub mod gufunc;
pub mod kernels;
#[cfg(test)]
mod laws;
pub mod list;
pub mod measured;
mod names;
pub mod play;
pub mod rule;
pub mod sentences;
pub mod shape;
pub mod text;
pub mod thumb;
pub mod topics;
pub mod typed;
