//! `scipy.special` and `scipy.stats`.

calls! {}
