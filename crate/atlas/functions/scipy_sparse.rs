//! `scipy.sparse`, its solvers and graphs.

calls! {}
