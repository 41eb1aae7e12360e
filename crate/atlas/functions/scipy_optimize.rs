//! `scipy.optimize` and `scipy.integrate`.

calls! {}
