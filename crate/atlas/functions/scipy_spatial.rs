//! `scipy.spatial`, `scipy.cluster` and `scipy.interpolate`.

calls! {}
