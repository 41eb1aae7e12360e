//! faer's side of `cargo xtask bench kernels`: what it shares with the playground's kernels, on one thread.
//!
//! Invariant: a call computes what the playground's kernel of that name returns, explicit factors included, and the
//! first result is checked by its equation before anything is timed.

use faer::linalg::solvers::{DenseSolveCore, Solve};
use faer::{Mat, Side};

/// How far a result may be off in units of n·ε·‖A‖, as for the playground's own.
const LIMIT: f64 = 30.0;

type Compute = fn(&Input) -> Result<Vec<Mat<f64>>, String>;
/// What the arrays of a result should be nought of, and what that is to be compared with.
type Check = fn(&Input, &[Mat<f64>]) -> (Mat<f64>, f64);

/// Matrices as the playground's kernels get them: uniform in [-1, 1).
pub struct Input {
    a: Mat<f64>,
    b: Mat<f64>,
    spd: Mat<f64>,
    symmetric: Mat<f64>,
}

/// A kernel with its input.
pub struct Problem {
    input: Input,
    compute: Compute,
}

impl Problem {
    /// Ready to be timed; or why not.
    pub fn new(kernel: &str, n: usize) -> Result<Self, String> {
        let (_, compute, check) =
            TABLE.iter().find(|(name, ..)| *name == kernel).ok_or("faer has no function that returns the same")?;
        let input = Input::new(n);
        let result = compute(&input)?;
        let (difference, reference) = check(&input, &result);
        let residual = difference.norm_l2() / (n as f64 * f64::EPSILON * reference);
        // NaN is wrong, too.
        if !(residual <= LIMIT) {
            return Err(format!("its result is wrong: the residual is {residual:.1} of at most {LIMIT}"));
        }
        Ok(Self { input, compute: *compute })
    }

    /// Computes once more.
    pub fn call(&self) -> Result<(), String> {
        (self.compute)(&self.input).map(|result| drop(std::hint::black_box(result)))
    }
}

impl Input {
    fn new(n: usize) -> Self {
        let mut state = 4_u64;
        let mut uniform = || {
            // SplitMix64.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
        };
        let mut random = || Mat::from_fn(n, n, |_, _| uniform());
        let (a, b) = (random(), random());
        let spd = &a * a.transpose() + Mat::<f64>::identity(n, n);
        let symmetric = &a + a.transpose();
        Self { a, b, spd, symmetric }
    }
}

fn text(error: impl std::fmt::Debug) -> String {
    format!("{error:?}")
}

const TABLE: &[(&str, Compute, Check)] = &[
    ("matmul", |i| Ok(vec![&i.a * &i.b]), |i, r| {
        let ones = Mat::from_fn(i.a.nrows(), 1, |_, _| 1.0);
        (&r[0] * &ones - &i.a * (&i.b * &ones), i.a.norm_l2() * i.b.norm_l2())
    }),
    (
        "lu",
        |i| {
            let lu = i.a.partial_piv_lu();
            Ok(vec![lu.L().to_owned(), lu.U().to_owned(), lu.P() * &i.a])
        },
        |i, r| (&r[0] * &r[1] - &r[2], i.a.norm_l2()),
    ),
    (
        "qr",
        |i| {
            let qr = i.a.qr();
            Ok(vec![qr.compute_thin_Q(), qr.thin_R().to_owned()])
        },
        |i, r| (&r[0] * &r[1] - &i.a, i.a.norm_l2()),
    ),
    (
        "qr_pivoted",
        |i| {
            let qr = i.a.col_piv_qr();
            Ok(vec![qr.compute_thin_Q(), qr.thin_R() * qr.P()])
        },
        |i, r| (&r[0] * &r[1] - &i.a, i.a.norm_l2()),
    ),
    (
        "cholesky",
        |i| Ok(vec![i.spd.llt(Side::Lower).map_err(text)?.L().to_owned()]),
        |i, r| (&r[0] * r[0].transpose() - &i.spd, i.spd.norm_l2()),
    ),
    (
        "svd",
        |i| {
            let svd = i.a.svd().map_err(text)?;
            Ok(vec![svd.U().to_owned(), svd.S().column_vector().as_mat().to_owned(), svd.V().to_owned()])
        },
        |i, r| (&r[0] * r[1].col(0).as_diagonal() * r[2].transpose() - &i.a, i.a.norm_l2()),
    ),
    (
        "svdvals",
        |i| {
            let values = i.a.singular_values().map_err(text)?;
            Ok(vec![Mat::from_fn(values.len(), 1, |k, _| values[k])])
        },
        |i, r| (Mat::from_fn(1, 1, |_, _| r[0].norm_l2() - i.a.norm_l2()), i.a.norm_l2()),
    ),
    (
        "eigh",
        |i| {
            let eigen = i.symmetric.self_adjoint_eigen(Side::Lower).map_err(text)?;
            Ok(vec![eigen.S().column_vector().as_mat().to_owned(), eigen.U().to_owned()])
        },
        |i, r| (&i.symmetric * &r[1] - &r[1] * r[0].col(0).as_diagonal(), i.symmetric.norm_l2()),
    ),
    ("inv", |i| Ok(vec![i.a.partial_piv_lu().inverse()]), |i, r| {
        let n = i.a.nrows();
        (&i.a * &r[0] - Mat::<f64>::identity(n, n), i.a.norm_l2() * r[0].norm_l2())
    }),
    ("det", |i| Ok(vec![Mat::from_fn(1, 1, |_, _| i.a.determinant())]), |_, r| (&r[0] * 0.0, 1.0)),
    (
        "solve",
        |i| {
            let b = i.b.get(.., ..1);
            Ok(vec![i.a.partial_piv_lu().solve(b)])
        },
        |i, r| (&i.a * &r[0] - i.b.get(.., ..1), i.a.norm_l2() * r[0].norm_l2()),
    ),
];

#[cfg(target_arch = "wasm32")]
mod page {
    //! The way in from `worker.js`.
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    pub struct Problem(super::Problem);

    #[wasm_bindgen]
    impl Problem {
        #[wasm_bindgen(constructor)]
        pub fn new(kernel: &str, n: usize) -> Result<Problem, JsError> {
            super::Problem::new(kernel, n).map(Self).map_err(|error| JsError::new(&error))
        }

        pub fn call(&self) -> Result<(), JsError> {
            self.0.call().map_err(|error| JsError::new(&error))
        }
    }
}
