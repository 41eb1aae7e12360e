//! The ways in from JavaScript: the only folder that knows it, beside the packages `files`, `recordings` and `atlas-page`,
//! which are wasm files of their own.
//!
//! Invariant: a run goes out as an [`Outcome`] from every file; features say which exports a file has.
#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "the exports are described by the TypeScript of the page, which is what their users read"
)]

#[cfg(feature = "words")]
mod asking;
#[cfg(feature = "threads")]
mod heap;
mod outcome;
#[cfg(feature = "page")]
mod page;
#[cfg(feature = "simulator")]
mod simulator;

#[cfg(feature = "words")]
pub use asking::*;
pub use outcome::{Outcome, columns};
#[cfg(feature = "page")]
pub use page::*;
#[cfg(feature = "simulator")]
pub use simulator::*;
