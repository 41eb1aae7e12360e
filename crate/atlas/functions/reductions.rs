//! Reductions and statistics.

calls! {}
