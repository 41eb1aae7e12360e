//! Which arrays a call takes, as `dimensions` names them.
//!
//! Invariant: shapes that do not fit are told with what does not, and with shapes or another call that do.

use crate::dimensions::{Bound, inputs};
use crate::functions;
use crate::measured;
use crate::rule::Function;
use crate::shape::{self, Shape, product};

/// Whether these are the shapes of all the arrays that the call takes; the error says what it takes and which other call
/// of the same function takes these.
pub(crate) fn check(function: &Function, shapes: &[Shape]) -> Result<(), String> {
    let why = match fits(function, shapes) {
        Ok(()) => return Ok(()),
        Err(why) => why,
    };
    let others = functions::all().filter(|other| other.name == function.name && other.call != function.call);
    let fitting: Vec<_> = others.filter(|other| fits(other, shapes).is_ok()).map(|other| other.call).collect();
    let instead = if fitting.is_empty() {
        format!("write shapes such as {}", like(function, shapes).join(" "))
    } else {
        format!("these shapes fit {}", fitting.join(" and "))
    };
    let on = shapes.iter().map(|shape| shape::text(shape)).collect::<Vec<_>>().join(" and ");
    Err(format!("{} can't take {on}: {why}; {instead}", function.call))
}

/// The shapes of one of its rows, of as many dimensions as these if there is one.
fn like(function: &Function, shapes: &[Shape]) -> &'static [String] {
    let dimensions = |texts: &[String]| texts.first().map_or(0, |text| text.split('x').count());
    let alike = measured::of(function.call).find(|row| Some(dimensions(&row.shapes)) == shapes.first().map(Vec::len));
    alike.map_or_else(|| example(function), |row| &row.shapes)
}

/// The shapes of one of its rows.
fn example(function: &Function) -> &'static [String] {
    measured::of(function.call).next().map_or(&[], |row| &row.shapes)
}

/// The same without a word about other calls.
pub(crate) fn fits(function: &Function, shapes: &[Shape]) -> Result<(), String> {
    let count = example(function).len();
    if shapes.is_empty() {
        return Ok(());
    }
    if shapes.len() != count {
        let takes = if count == 1 { "1 shape".to_owned() } else { format!("{count} shapes") };
        return Err(format!("it takes {takes} and got {}", shapes.len()));
    }
    fit(function, shapes)
}

/// Of as many arrays as the call has.
fn fit(function: &Function, shapes: &[Shape]) -> Result<(), String> {
    let mut bound = Bound::default();
    inputs(function.takes).zip(shapes).try_for_each(|(names, shape)| bound.take(names, shape))?;
    let equal = |what: &str, a: u64, b: u64| {
        if a == b { Ok(()) } else { Err(format!("{what} must be equal, and are {a} and {b}")) }
    };
    match (function.call, shapes) {
        ("numpy.vdot(a, b)", [a, b]) => equal("the numbers of elements", product(a), product(b)),
        ("numpy.linalg.tensorinv(a, ind=2)", [a]) => {
            equal("the products of the first two lengths and of the others", product(&a[..2]), product(&a[2..]))
        }
        ("numpy.linalg.tensorsolve(a, b)", [a, b]) => {
            let (rows, columns) = a.split_at(a.len().min(b.len()));
            if rows != b {
                return Err(format!("the first lengths must be {}", shape::text(b)));
            }
            equal("the products of the first lengths and of the others", product(rows), product(columns))
        }
        ("numpy.concatenate((a, b))", [a, b]) if a.len() != b.len() || a[1..] != b[1..] => {
            Err("all lengths but the first must be equal".to_owned())
        }
        ("scipy.signal.fftconvolve(a, b)", [a, b]) => {
            equal("the numbers of dimensions", a.len() as u64, b.len() as u64)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measured_row_fits_its_call_and_every_call_of_several_arrays_says_what_it_takes() {
        for row in &measured::data().rows {
            let function = functions::all().find(|function| function.call == row.call).unwrap();
            let shapes: Vec<Shape> = row.shapes.iter().map(|text| shape::parse(text).unwrap()).collect();
            assert_eq!(fit(function, &shapes), Ok(()), "{} {:?}", row.call, row.shapes);
            if !shapes.is_empty() {
                assert_eq!(inputs(function.takes).count(), shapes.len(), "{}", row.call);
            }
        }
    }
}
