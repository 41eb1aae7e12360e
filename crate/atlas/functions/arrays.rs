//! Indexing, copies and the making of arrays.

calls! {}
