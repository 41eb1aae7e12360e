//! `matmul`, `dot` and their kin: a gufunc, which asks how much comes out, against a BLAS that is called without the lock.

calls! {}
