//! The ways in from JavaScript: the only folder that knows it, beside the package `files`, which is the other wasm file.
//!
//! Invariant: a run goes out as an [`Outcome`] from either file; only the page's core has the exports that ask for one.
#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "the exports are described by the TypeScript of the page, which is what their users read"
)]

mod outcome;
#[cfg(feature = "page")]
mod page;
#[cfg(feature = "page")]
mod words;

pub use outcome::Outcome;
#[cfg(feature = "page")]
pub use page::*;
