//! Eigenvalues and singular values where an iteration may go wrong: clusters, missing rank, extreme scale, any shape.

use crate::team::Threads;
use gil_playground::kernels::{Alone, Array, Backend, RESIDUAL_LIMIT, Random, Team, find};

fn run(name: &str, a: &Array, team: &dyn Team) -> Vec<Array> {
    let mut out = Vec::new();
    find(name).unwrap().run(Backend::Auto, std::slice::from_ref(a), &mut out, team).expect("it converges");
    out
}

fn random(m: usize, n: usize, seed: u64) -> Array {
    (find("svd").unwrap().input)(m, n, &mut Random::new(seed)).remove(0)
}

/// Orthogonal factors of random arrays around these singular values.
fn with_values(m: usize, n: usize, seed: u64, value: impl Fn(usize) -> f64) -> Array {
    let p = m.min(n);
    let mut left = random(m, p, seed).qr().q();
    for (i, mut column) in left.column_iter_mut().enumerate() {
        column *= value(i);
    }
    left * random(n, p, seed + 1).qr().q().transpose()
}

fn check(name: &str, a: &Array) {
    let out = run(name, a, &Alone);
    let residual = (find(name).unwrap().residual)(std::slice::from_ref(a), &out);
    assert!(residual <= RESIDUAL_LIMIT, "{name} of {:?}: {residual}", a.shape());
}

#[test]
fn the_equations_hold_for_every_spectrum_and_shape() {
    let spectra: [fn(usize) -> f64; 5] = [
        |i| if i < 7 { 4.0 } else { 0.0 },
        |i| 1.0 + 1e-15 * i as f64,
        |i| if i % 2 == 0 { 1.0 } else { 1e-8 },
        |i| 0.5f64.powi(3 * i as i32),
        |_| 0.0,
    ];
    for (m, n) in [(1, 1), (1, 5), (5, 1), (3, 2), (23, 60), (60, 23), (40, 40), (90, 90)] {
        for seed in 0..6 {
            for spectrum in spectra {
                let a = with_values(m, n, seed, spectrum);
                for name in ["svd", "svdvals", "bidiagonal"] {
                    check(name, &a);
                }
                if m == n {
                    check("eigh", &((&a + a.transpose()) * 0.5));
                }
            }
        }
    }
}

#[test]
fn a_power_of_two_scales_the_values_and_nothing_else() {
    let a = random(30, 30, 1);
    let symmetric = &a + a.transpose();
    for exponent in [-900, 900, 1015] {
        let factor = 2f64.powi(exponent);
        for (name, a, values) in [("svd", &a, 1), ("eigh", &symmetric, 0), ("svdvals", &a, 0)] {
            let (small, mut large) = (run(name, a, &Alone), run(name, &(a * factor), &Alone));
            large[values] /= factor;
            assert_eq!(small, large, "{name} times 2^{exponent}");
        }
    }
}

#[test]
fn two_members_find_the_bits_that_one_finds() {
    let a = random(120, 75, 2);
    assert_eq!(run("svd", &a, &Alone), run("svd", &a, &Threads(2)));
    let symmetric = &a.transpose() * &a;
    assert_eq!(run("eigh", &symmetric, &Alone), run("eigh", &symmetric, &Threads(2)));
}
