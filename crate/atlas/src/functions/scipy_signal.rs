//! `scipy.fft`, `scipy.signal` and `scipy.ndimage`.

use super::sorting::numpy_sort;
use super::{always, at, never, nothing};
use crate::sentences::{CALLBACK, COMPILED_FREE, COMPILED_HELD, CYTHON_FREE, F2PY_HELD, PYBIND, PYTHON};

calls! {
    "scipy.fft.fft" = "scipy.fft.fft(a)", takes "(*,n)":
        SCIPY_1_17 [always(&PYBIND, at("scipy/fft/_pocketfft/pypocketfft.cxx", "c2c_sym_internal", "gil_scoped_release", 148))] "Complex numbers take c2c_internal (line 129), which releases the GIL too.";
    "scipy.fft.rfft2" = "scipy.fft.rfft2(a)", takes "(*,m,n)":
        SCIPY_1_17 [always(&PYBIND, at("scipy/fft/_pocketfft/pypocketfft.cxx", "r2c_internal", "gil_scoped_release", 189))];
    "scipy.fft.dct" = "scipy.fft.dct(a)", takes "(*,n)":
        SCIPY_1_17 [always(&PYBIND, at("scipy/fft/_pocketfft/pypocketfft.cxx", "dct_internal", "gil_scoped_release", 244))];
    "scipy.signal.fftconvolve" = "scipy.signal.fftconvolve(a, b)", takes "(*),(*)":
        SCIPY_1_17 [always(&PYBIND, at("scipy/fft/_pocketfft/pypocketfft.cxx", "r2c_internal", "gil_scoped_release", 189))] "It is scipy.fft and a product.",
        SCIPY_0_9 [never(&F2PY_HELD, nothing("scipy/fftpack/fftpack.pyf", "zfftnd", 46))] "It is fftpack and a product.";
    "scipy.signal.convolve2d" = "scipy.signal.convolve2d(a, b)", takes "(m,n),(k,l)":
        SCIPY_1_17 [never(&COMPILED_HELD, nothing("scipy/signal/_firfilter.cc", "pylab_convolve_2d", 166))],
        SCIPY_0_9 [never(&COMPILED_HELD, nothing("scipy/signal/sigtoolsmodule.c", "sigtools_convolve2d", 1006))];
    "scipy.signal.lfilter" = "scipy.signal.lfilter(a, b, c)", takes "(p),(q),(*,n)":
        SCIPY_1_17 [always(&COMPILED_FREE, at("scipy/signal/_lfilter.cc", "filt", "Py_BEGIN_ALLOW_THREADS", 536))],
        SCIPY_0_9 [never(&COMPILED_HELD, nothing("scipy/signal/lfilter.c.src", "scipy_signal_sigtools_linear_filter", 70))];
    "scipy.signal.sosfilt" = "scipy.signal.sosfilt(a, b)", takes "(p,6),(*,n)":
        SCIPY_1_17 [always(&CYTHON_FREE, at("scipy/signal/_sosfilt.pyx", "_sosfilt", "with nogil", 50))];
    "scipy.signal.medfilt2d" = "scipy.signal.medfilt2d(a)", takes "(m,n)":
        SCIPY_1_17 [always(&COMPILED_FREE, at("scipy/signal/_medianfilter.cc", "d_medfilt2", "MEDIAN_FILTER_2D", 135))],
        SCIPY_0_9 [never(&COMPILED_HELD, nothing("scipy/signal/sigtoolsmodule.c", "sigtools_median2d", 1242))];
    "scipy.signal.resample" = "scipy.signal.resample(a, 150000)":
        SCIPY_1_17 [always(&PYBIND, at("scipy/fft/_pocketfft/pypocketfft.cxx", "r2c_internal", "gil_scoped_release", 189))] "It is scipy.fft there and back.",
        SCIPY_0_9 [never(&F2PY_HELD, nothing("scipy/fftpack/fftpack.pyf", "zfft", 7))] "It is fftpack there and back.";
    "scipy.signal.resample_poly" = "scipy.signal.resample_poly(a, 3, 2)":
        SCIPY_1_17 [always(&CYTHON_FREE, at("scipy/signal/_upfirdn_apply.pyx", "_apply", "with nogil", 300))];
    "scipy.signal.welch" = "scipy.signal.welch(a)", takes "(*,n)":
        SCIPY_1_17 [never(&PYTHON, nothing("scipy/signal/_short_time_fft.py", "stft_detrend", 1168))] "It takes 256 samples at a time through a loop in Python; each transform releases the GIL for too short a time to matter. Longer segments (nperseg) take fewer steps and release it for longer.";
    "scipy.signal.find_peaks" = "scipy.signal.find_peaks(a, distance=10)", takes "(n)":
        SCIPY_1_17 [always(&CYTHON_FREE, at("scipy/signal/_peak_finding_utils.pyx", "_local_maxima_1d", "with nogil", 61)), numpy_sort()] "With a distance, most of its time is argsort of the peaks by height; _select_by_peak_distance around it releases the GIL too.";
    "scipy.signal.savgol_filter" = "scipy.signal.savgol_filter(a, 51, 3)", takes "(*,n)":
        SCIPY_1_17 [always(&COMPILED_FREE, at("scipy/ndimage/src/ni_filters.c", "NI_Correlate1D", "NPY_BEGIN_THREADS", 87))] "It is scipy.ndimage.convolve1d.";
    "scipy.ndimage.gaussian_filter" = "scipy.ndimage.gaussian_filter(a, 2)":
        SCIPY_1_17 [always(&COMPILED_FREE, at("scipy/ndimage/src/ni_filters.c", "NI_Correlate1D", "NPY_BEGIN_THREADS", 87))] "One dimension after the other.",
        SCIPY_0_9 [never(&COMPILED_HELD, nothing("scipy/ndimage/src/nd_image.c", "Py_Correlate1D", 130))];
    "scipy.ndimage.median_filter" = "scipy.ndimage.median_filter(a, 5)":
        SCIPY_1_17 [always(&COMPILED_FREE, at("scipy/ndimage/src/ni_filters.c", "NI_RankFilter", "NPY_BEGIN_THREADS", 778))],
        SCIPY_0_9 [never(&COMPILED_HELD, nothing("scipy/ndimage/src/nd_image.c", "Py_RankFilter", 274))];
    "scipy.ndimage.label" = "scipy.ndimage.label(a)":
        SCIPY_1_17 [always(&CYTHON_FREE, at("scipy/ndimage/src/_ni_label.pyx", "_label", "with nogil", 311))],
        SCIPY_0_9 [never(&COMPILED_HELD, nothing("scipy/ndimage/src/nd_image.c", "Py_Label", 682))];
    "scipy.ndimage.zoom" = "scipy.ndimage.zoom(a, 2)":
        SCIPY_1_17 [always(&COMPILED_FREE, at("scipy/ndimage/src/ni_interpolation.c", "NI_ZoomShift", "NPY_BEGIN_THREADS", 673))],
        SCIPY_0_9 [never(&COMPILED_HELD, nothing("scipy/ndimage/src/nd_image.c", "Py_ZoomShift", 655))];
    "scipy.ndimage.rotate" = "scipy.ndimage.rotate(a, 30)", takes "(m,n,*)":
        SCIPY_1_17 [always(&COMPILED_FREE, at("scipy/ndimage/src/ni_interpolation.c", "NI_GeometricTransform", "NPY_BEGIN_THREADS", 276))],
        SCIPY_0_9 [never(&COMPILED_HELD, nothing("scipy/ndimage/src/nd_image.c", "Py_GeometricTransform", 594))];
    "scipy.ndimage.sobel" = "scipy.ndimage.sobel(a)":
        SCIPY_1_17 [always(&COMPILED_FREE, at("scipy/ndimage/src/ni_filters.c", "NI_Correlate1D", "NPY_BEGIN_THREADS", 87))],
        SCIPY_0_9 [never(&COMPILED_HELD, nothing("scipy/ndimage/src/nd_image.c", "Py_Correlate1D", 130))];
    "scipy.ndimage.binary_dilation" = "scipy.ndimage.binary_dilation(a)":
        SCIPY_1_17 [always(&COMPILED_FREE, at("scipy/ndimage/src/ni_morphology.c", "NI_BinaryErosion", "NPY_BEGIN_THREADS", 133))] "It is an erosion of the background.",
        SCIPY_0_9 [never(&COMPILED_HELD, nothing("scipy/ndimage/src/nd_image.c", "Py_BinaryErosion", 904))];
    "scipy.ndimage.distance_transform_edt" = "scipy.ndimage.distance_transform_edt(a)":
        SCIPY_1_17 [always(&COMPILED_FREE, at("scipy/ndimage/src/ni_morphology.c", "NI_EuclideanFeatureTransform", "NPY_BEGIN_THREADS", 1045))],
        SCIPY_0_9 [never(&COMPILED_HELD, nothing("scipy/ndimage/src/nd_image.c", "Py_EuclideanFeatureTransform", 873))];
    "scipy.ndimage.generic_filter" = "scipy.ndimage.generic_filter(a, function, 3)":
        SCIPY_1_17 [never(&CALLBACK, nothing("scipy/ndimage/src/ni_filters.c", "NI_GenericFilter", 943))],
        SCIPY_0_9 [never(&CALLBACK, nothing("scipy/ndimage/src/nd_image.c", "Py_GenericFilter", 418))];
}
