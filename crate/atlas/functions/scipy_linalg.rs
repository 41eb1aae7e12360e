//! `scipy.linalg`: f2py, which lets go only where a signature file says `threadsafe`, and code of SciPy's own.

calls! {}
