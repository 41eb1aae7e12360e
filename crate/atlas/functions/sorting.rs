//! Sorting, searching and sets.

calls! {}
