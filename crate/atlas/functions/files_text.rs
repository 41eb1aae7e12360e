//! Files, text and Python functions over arrays.

calls! {}
