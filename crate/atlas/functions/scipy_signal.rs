//! `scipy.fft`, `scipy.signal` and `scipy.ndimage`.

calls! {}
