//! `numpy.fft` and `numpy.random`.

calls! {}
