//! `scipy.spatial`, `scipy.cluster` and `scipy.interpolate`.

use super::ufuncs::numpy_ufunc;
use super::{always, at, never, nothing};
use crate::rule::Step;
use crate::sentences::{CALLBACK, COMPILED_HELD, CYTHON_FREE, CYTHON_HELD, F2PY_HELD, PYBIND};

const fn triangles() -> Step {
    always(&CYTHON_FREE, at("scipy/spatial/_qhull.pyx", "_Qhull.__init__", "with nogil", 339))
}

/// The distribution has no Cython of it, only the C made of that.
const TRIANGLES_THEN: Step =
    never(&CYTHON_HELD, nothing("scipy/spatial/qhull.c", "__pyx_pf_5scipy_7spatial_5qhull__construct_delaunay", 1096));

calls! {
    "scipy.spatial.cKDTree" = "scipy.spatial.cKDTree(a)", takes "(m,n)":
        SCIPY_1_17 [always(&CYTHON_FREE, at("scipy/spatial/_ckdtree.pyx", "cKDTree.__init__", "with nogil", 613))],
        SCIPY_0_9 [never(&CYTHON_HELD, nothing("scipy/spatial/ckdtree.c", "__pyx_pf_5scipy_7spatial_7ckdtree_7cKDTree___init__", 2013))];
    "scipy.spatial.cKDTree.query" = "tree.query(b)", takes "(n,k),(*,k)":
        SCIPY_1_17 [always(&CYTHON_FREE, at("scipy/spatial/_ckdtree.pyx", "cKDTree.query._thread_func", "with nogil", 829))],
        SCIPY_0_9 [never(&CYTHON_HELD, nothing("scipy/spatial/ckdtree.c", "__pyx_pf_5scipy_7spatial_7ckdtree_7cKDTree_query", 4439))];
    "scipy.spatial.cKDTree.query_ball_point" = "tree.query_ball_point(b, 0.1)", takes "(n,k),(*,k)":
        SCIPY_1_17 [always(&CYTHON_FREE, at("scipy/spatial/_ckdtree.pyx", "cKDTree.query_ball_point._thread_func", "with nogil", 976))];
    "scipy.spatial.distance.cdist" = "scipy.spatial.distance.cdist(a, b)", takes "(m,k),(n,k)":
        SCIPY_1_17 [always(&PYBIND, at("scipy/spatial/src/distance_pybind.cpp", "cdist_unweighted", "gil_scoped_release", 326))],
        SCIPY_0_9 [never(&COMPILED_HELD, nothing("scipy/spatial/src/distance_wrap.c", "cdist_euclidean_wrap", 43))];
    "scipy.spatial.distance.pdist" = "scipy.spatial.distance.pdist(a)", takes "(m,n)":
        SCIPY_1_17 [always(&PYBIND, at("scipy/spatial/src/distance_pybind.cpp", "pdist_unweighted", "gil_scoped_release", 280))],
        SCIPY_0_9 [never(&COMPILED_HELD, nothing("scipy/spatial/src/distance_wrap.c", "pdist_euclidean_wrap", 567))];
    "scipy.spatial.distance.cdist" = "scipy.spatial.distance.cdist(a, b, function)", takes "(m,k),(n,k)":
        SCIPY_1_17 [never(&CALLBACK, nothing("scipy/spatial/distance.py", "_cdist_callable", 2596))],
        SCIPY_0_9 [never(&CALLBACK, nothing("scipy/spatial/distance.py", "cdist", 1586))];
    "scipy.spatial.ConvexHull" = "scipy.spatial.ConvexHull(a)", takes "(m,n)":
        SCIPY_1_17 [always(&CYTHON_FREE, at("scipy/spatial/_qhull.pyx", "_Qhull.__init__", "with nogil", 339))];
    "scipy.spatial.Delaunay" = "scipy.spatial.Delaunay(a)", takes "(m,n)":
        SCIPY_1_17 [triangles()],
        SCIPY_0_9 [TRIANGLES_THEN];
    "scipy.cluster.hierarchy.linkage" = "scipy.cluster.hierarchy.linkage(a)", takes "(m,n)":
        SCIPY_1_17 [always(&PYBIND, at("scipy/spatial/src/distance_pybind.cpp", "pdist_unweighted", "gil_scoped_release", 280)), never(&CYTHON_HELD, nothing("scipy/cluster/_hierarchy.pyx", "mst_single_linkage", 1032))] "The distances are computed with the GIL released, the tree from them with it held.",
        SCIPY_0_9 [never(&COMPILED_HELD, nothing("scipy/cluster/src/hierarchy_wrap.c", "linkage_wrap", 42))];
    "scipy.cluster.vq.vq" = "scipy.cluster.vq.vq(a, b)", takes "(m,k),(n,k)":
        SCIPY_1_17 [never(&CYTHON_HELD, nothing("scipy/cluster/_vq.pyx", "_vq", 56))],
        SCIPY_0_9 [never(&COMPILED_HELD, nothing("scipy/cluster/src/vq_module.c", "compute_vq", 48))];
    "scipy.interpolate.CubicSpline" = "scipy.interpolate.CubicSpline(a, b)", takes "(n),(n,*)":
        SCIPY_1_17 [numpy_ufunc(), never(&F2PY_HELD, nothing("scipy/linalg/flapack_gen_tri.pyf.src", "<prefix>gtsv", 4))] "NumPy on whole arrays makes the equations, and scipy.linalg.solve_banded solves them with the GIL held.";
    "scipy.interpolate.CubicSpline.__call__" = "spline(c)", takes "(n),(n,*),(*)":
        SCIPY_1_17 [never(&CYTHON_HELD, nothing("scipy/interpolate/_ppoly.pyx", "evaluate", 28))];
    "scipy.interpolate.griddata" = "scipy.interpolate.griddata(a, b, c)", takes "(n,k),(n),(*,k)":
        SCIPY_1_17 [triangles(), never(&CYTHON_HELD, nothing("scipy/interpolate/_interpnd.pyx", "LinearNDInterpolator._do_evaluate", 320))] "The triangles are computed with the GIL released, the linear interpolation with it held: its block `with nogil` was removed after a crash. The cubic method releases it.",
        SCIPY_0_9 [TRIANGLES_THEN, always(&CYTHON_FREE, at("scipy/interpolate/interpnd.c", "__pyx_pf_8interpnd_20LinearNDInterpolator__evaluate_double", "Py_UNBLOCK_THREADS", 2861))] "The opposite of today: the triangles are computed with the GIL held, the interpolation with it released.";
}
