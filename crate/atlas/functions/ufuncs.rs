//! Elementwise ufuncs, and what is made of them.

calls! {}
