//! The matrix product, C += α·A·B, after Goto and van de Geijn, "Anatomy of high-performance matrix multiplication",
//! ACM TOMS 34 (2008): blocks of A and B are copied into the order in which the innermost loop reads them.
//!
//! Invariant: an entry of C is the sum of its products in the order of k, a block of k at a time, wherever it stands.

use super::{Mat, MatMut};
use bytemuck::cast_slice_mut;
use std::cell::RefCell;
use wide::f64x2;

/// The innermost loop computes a square of so many rows and columns: 8 vectors of 128 bits, half of the registers.
pub(super) const LANES: usize = 4;
/// Rows of A, entries of k and columns of B in one block: 128 KiB of A for the second cache, 512 KiB of B for the next.
const ROWS: usize = 64;
const DEPTH: usize = 256;
const COLS: usize = 256;

/// What a worker keeps for its packed blocks, if no side of an array is longer than this.
pub fn packing_bytes(side: usize) -> u64 {
    let [a, b] = packed(side, side, side);
    ((a + b) * size_of::<f64x2>()) as u64
}

/// How many vectors a packed block of A and one of B have, for so many rows of A, columns of A and columns of B.
fn packed(rows: usize, depth: usize, cols: usize) -> [usize; 2] {
    [rows.min(ROWS), cols.min(COLS)].map(|lanes| lanes.next_multiple_of(LANES) * depth.min(DEPTH) / 2)
}

type Strip = [f64; LANES];

#[derive(Default)]
struct Packed {
    a: Vec<f64x2>,
    b: Vec<f64x2>,
}

thread_local!(static PACKED: RefCell<Packed> = RefCell::default());

/// C += α·A·B
pub(crate) fn gemm(alpha: f64, a: Mat<'_>, b: Mat<'_>, c: &mut MatMut<'_>) {
    product(alpha, a, Right::Apart(b), 0, c);
}

/// The same, with B the `a.cols` rows of C's own columns that begin at `from`, and the rows from `to` on in place of C.
pub(crate) fn gemm_rows(alpha: f64, a: Mat<'_>, from: usize, to: usize, c: &mut MatMut<'_>) {
    product(alpha, a, Right::Rows(from), to, c);
}

/// Where B stands.
#[derive(Clone, Copy)]
enum Right<'a> {
    Apart(Mat<'a>),
    Rows(usize),
}

fn product(alpha: f64, a: Mat<'_>, b: Right<'_>, to: usize, c: &mut MatMut<'_>) {
    if a.rows * a.cols * c.cols == 0 {
        return;
    }
    PACKED.with_borrow_mut(|packed| {
        let [left, right] = self::packed(a.rows, a.cols, c.cols);
        let (left, right) = (room(&mut packed.a, left), room(&mut packed.b, right));
        for col in (0..c.cols).step_by(COLS) {
            let cols = COLS.min(c.cols - col);
            for k in (0..a.cols).step_by(DEPTH) {
                let depth = DEPTH.min(a.cols - k);
                let source = match b {
                    Right::Apart(b) => b.block(k, col, depth, cols),
                    Right::Rows(from) => c.as_ref().block(from + k, col, depth, cols),
                };
                pack(source.t(), alpha, right);
                for row in (0..a.rows).step_by(ROWS) {
                    let rows = ROWS.min(a.rows - row);
                    pack(a.block(row, k, rows, depth), 1.0, left);
                    add(left, right, depth, &mut c.block(to + row, col, rows, cols));
                }
            }
        }
    });
}

/// The buffer with room for so many vectors: it only grows, so a worker that is warm asks for none.
fn room(buffer: &mut Vec<f64x2>, vectors: usize) -> &mut [Strip] {
    if buffer.len() < vectors {
        buffer.reserve_exact(vectors - buffer.len());
        buffer.resize(vectors, f64x2::ZERO);
    }
    cast_slice_mut(buffer)
}

/// Strips of `LANES` rows, column by column, the last one filled up with zeros.
fn pack(a: Mat<'_>, factor: f64, to: &mut [Strip]) {
    for (row, strips) in (0..a.rows).step_by(LANES).zip(to.chunks_exact_mut(a.cols)) {
        let lanes = LANES.min(a.rows - row);
        let start = row * a.row_step;
        if a.row_step == 1 && lanes == LANES {
            for (j, strip) in strips.iter_mut().enumerate() {
                let from = &a.data[start + j * a.col_step..][..LANES];
                for (to, from) in strip.iter_mut().zip(from) {
                    *to = factor * from;
                }
            }
        } else {
            for lane in 0..LANES {
                if lane >= lanes {
                    for strip in strips.iter_mut() {
                        strip[lane] = 0.0;
                    }
                    continue;
                }
                let from = a.data[start + lane * a.row_step..].iter().step_by(a.col_step);
                for (strip, from) in strips.iter_mut().zip(from) {
                    strip[lane] = factor * from;
                }
            }
        }
    }
}

/// C += A·B, both packed.
fn add(a: &[Strip], b: &[Strip], depth: usize, c: &mut MatMut<'_>) {
    for (col, b) in (0..c.cols).step_by(LANES).zip(b.chunks_exact(depth)) {
        let cols = LANES.min(c.cols - col);
        for (row, a) in (0..c.rows).step_by(LANES).zip(a.chunks_exact(depth)) {
            let rows = LANES.min(c.rows - row);
            let square = square(a, b);
            for (j, sums) in square.iter().enumerate().take(cols) {
                let c = &mut c.data[(col + j) * c.ld + row..][..rows];
                if let ([c], _) = c.as_chunks_mut::<LANES>() {
                    for i in 0..LANES {
                        c[i] += sums[i];
                    }
                    continue;
                }
                for (c, sum) in c.iter_mut().zip(sums) {
                    *c += sum;
                }
            }
        }
    }
}

/// The innermost loop, in vectors of two doubles: compilers do not always find them by themselves.
#[inline]
fn square(a: &[Strip], b: &[Strip]) -> [Strip; LANES] {
    let mut sums = [[f64x2::ZERO; 2]; LANES];
    for (&[a0, a1, a2, a3], b) in a.iter().zip(b) {
        let column = [f64x2::new([a0, a1]), f64x2::new([a2, a3])];
        for (sums, &b) in sums.iter_mut().zip(b) {
            let row = f64x2::splat(b);
            sums[0] += column[0] * row;
            sums[1] += column[1] * row;
        }
    }
    sums.map(|[upper, lower]| {
        let ([a0, a1], [a2, a3]) = (upper.to_array(), lower.to_array());
        [a0, a1, a2, a3]
    })
}
