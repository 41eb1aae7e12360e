//! The GIL playground's core.
