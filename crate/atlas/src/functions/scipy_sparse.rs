//! `scipy.sparse`, its solvers and graphs.

use super::sorting::numpy_sort;
use super::{always, at, never, nothing};
use crate::rule::{Objects, Rule, Step};
use crate::sentences::{COMPILED_FREE, COMPILED_HELD, CYTHON_HELD, F2PY_HELD};

/// `call_thunk`, through which all of sparsetools is called.
static SPARSETOOLS: Rule = Rule {
    sentence: "SciPy's sparse loops release the GIL when one of the matrix's arrays or the vector has more than 100 elements.",
    since: None,
    objects: Objects::Refused,
};

/// Without `-threads` SWIG puts `SWIG_PYTHON_THREAD_BEGIN_ALLOW`, which the scan finds, into no wrapper.
static SWIG: Rule = Rule {
    sentence: "SWIG's wrappers of the sparse loops hold the GIL: SWIG can make wrappers that release it, but was not told to.",
    since: None,
    objects: Objects::Refused,
};

const fn sparsetools() -> Step {
    always(&SPARSETOOLS, at("scipy/sparse/sparsetools/sparsetools.cxx", "call_thunk", "NPY_BEGIN_THREADS", 343))
}

const fn swig_matvec() -> Step {
    never(&SWIG, nothing("scipy/sparse/sparsetools/csr_wrap.cxx", "_wrap_csr_matvec", 20774))
}

const fn arpack() -> Step {
    never(&COMPILED_HELD, nothing("scipy/sparse/linalg/_eigen/arpack/_arpackmodule.c", "dsaupd_wrap", 674))
}

const fn arpack_then() -> Step {
    never(&F2PY_HELD, nothing("scipy/sparse/linalg/eigen/arpack/arpack.pyf.src", "<s,d>saupd", 8))
}

calls! {
    "scipy.sparse.csr_array.__matmul__" = "a @ b", takes "(m,n),(n,k?)":
        SCIPY_1_17 [sparsetools()] "Here a is a sparse array; of dense arrays a @ b is numpy.matmul(a, b).";
    "scipy.sparse.csr_array.__matmul__" = "a @ a", takes "(m,m)":
        SCIPY_1_17 [sparsetools()];
    "scipy.sparse.csr_array.__add__" = "a + a.T", takes "(m,m)":
        SCIPY_1_17 [sparsetools()];
    "scipy.sparse.csr_array.tocsc" = "a.tocsc()", takes "(m,n)":
        SCIPY_1_17 [sparsetools()];
    "scipy.sparse.csr_array.toarray" = "a.toarray()", takes "(m,n)":
        SCIPY_1_17 [sparsetools()];
    "scipy.sparse.linalg.spsolve" = "scipy.sparse.linalg.spsolve(a, b)", takes "(m,m),(m,k?)":
        SCIPY_1_17 [always(
            &COMPILED_FREE,
            at("scipy/sparse/linalg/_dsolve/_superlumodule.c", "Py_gssv", "SLU_BEGIN_THREADS", 164),
        )],
        SCIPY_0_9 [never(&COMPILED_HELD, nothing("scipy/sparse/linalg/dsolve/_superlumodule.c", "Py_gssv", 33))];
    "scipy.sparse.linalg.splu" = "scipy.sparse.linalg.splu(a)", takes "(m,m)":
        SCIPY_1_17 [always(
            &COMPILED_FREE,
            at("scipy/sparse/linalg/_dsolve/_superluobject.c", "newSuperLUObject", "SLU_BEGIN_THREADS", 761),
        )],
        SCIPY_0_9 [never(
            &COMPILED_HELD,
            nothing("scipy/sparse/linalg/dsolve/_superluobject.c", "newSciPyLUObject", 380),
        )];
    "scipy.sparse.linalg.eigsh" = "scipy.sparse.linalg.eigsh(a, k=6)", takes "(m,m)":
        SCIPY_1_17 [arpack(), sparsetools()]
            "Each step of ARPACK is held, each product with the matrix is not: the fuller the matrix, the more is free.",
        SCIPY_0_9 [arpack_then(), swig_matvec()];
    "scipy.sparse.linalg.svds" = "scipy.sparse.linalg.svds(a, k=6)", takes "(m,n)":
        SCIPY_1_17 [arpack(), sparsetools()]
            "It is eigsh of the matrix times its transpose: ARPACK is held, the products with the matrix are not.",
        SCIPY_0_9 [arpack_then(), swig_matvec()];
    "scipy.sparse.linalg.cg" = "scipy.sparse.linalg.cg(a, b)", takes "(m,m),(m)":
        SCIPY_1_17 [sparsetools()]
            "It is Python around products with the matrix and NumPy on vectors, which releases the GIL above 500 elements.",
        SCIPY_0_9 [swig_matvec()];
    "scipy.sparse.linalg.gmres" = "scipy.sparse.linalg.gmres(a, b)", takes "(m,m),(m)":
        SCIPY_1_17 [sparsetools()]
            "It is Python around products with the matrix and NumPy on vectors, which releases the GIL above 500 elements.",
        SCIPY_0_9 [swig_matvec()];
    "scipy.sparse.csgraph.dijkstra" = "scipy.sparse.csgraph.dijkstra(a, indices=range(10))", takes "(m,m)":
        SCIPY_1_17 [never(
            &CYTHON_HELD,
            nothing("scipy/sparse/csgraph/_shortest_path.pyx", "_dijkstra_multi_separate", 832),
        )] "Its inner functions are declared nogil, which only permits releasing the GIL; no caller does.";
    "scipy.sparse.csgraph.connected_components" = "scipy.sparse.csgraph.connected_components(a)", takes "(m,m)":
        SCIPY_1_17 [
            sparsetools(),
            never(
                &CYTHON_HELD,
                nothing("scipy/sparse/csgraph/_traversal.pyx", "_connected_components_undirected2", 866),
            ),
        ] "The graph is transposed with the GIL released and searched with it held.";
    "scipy.sparse.csgraph.minimum_spanning_tree" = "scipy.sparse.csgraph.minimum_spanning_tree(a)", takes "(m,m)":
        SCIPY_1_17 [numpy_sort()] "Nearly all of its time is argsort of the weights. Growing the tree holds the GIL: its function is declared nogil, but nothing around it releases the GIL.";
}
