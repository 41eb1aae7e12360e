//! Which arrays a call takes: the names of its arrays' dimensions against the shapes that are asked about.
//!
//! Invariant: in `(...,m,n?),(*,n)` a name has one length throughout, a number is that length, `n?` may be missing,
//! `...` is any dimensions that stretch with the others', `*` any whatever; a shape that does not fit is told with the
//! place and both lengths.

use crate::functions;
use crate::measured;
use crate::rule::Function;
use crate::shape::{self, Shape, broadcast, product};

/// What the names stand for.
#[derive(Default)]
pub(crate) struct Bound<'n> {
    lengths: Vec<(&'n str, u64)>,
    /// The dimensions before those with names, stretched to one shape.
    pub(crate) batch: Shape,
}

impl<'n> Bound<'n> {
    pub(crate) fn length(&self, name: &str) -> Option<u64> {
        self.lengths.iter().find(|(known, _)| *known == name).map(|&(_, length)| length)
    }

    /// Takes the dimensions of one array.
    pub(crate) fn take(&mut self, mut names: Vec<&'n str>, shape: &[u64]) -> Result<(), String> {
        let is_any = |name: &&str| ["*", "..."].contains(name);
        let named = |names: &[&str]| names.iter().filter(|name| !is_any(name)).count();
        if shape.len() < named(&names) {
            names.retain(|name| !name.ends_with('?'));
        }
        let any = names.iter().position(is_any);
        let outer =
            shape.len().checked_sub(named(&names)).filter(|outer| any.is_some() || *outer == 0).ok_or_else(|| {
                let (has, needs) = (shape.len(), named(&names));
                let dimensions = if has == 1 { "dimension" } else { "dimensions" };
                let least = if any.is_some() { "at least " } else { "" };
                format!("{} has {has} {dimensions} and needs {least}{needs}", shape::text(shape))
            })?;
        let from = any.unwrap_or(names.len());
        if any.is_some_and(|at| names[at] == "...") {
            self.batch = broadcast(&self.batch, &shape[from..from + outer])?;
        }
        let after = names.iter().skip(from + 1).zip(&shape[from + outer..]);
        names.iter().take(from).zip(shape).chain(after).try_for_each(|(name, &length)| self.name(name, length))
    }

    fn name(&mut self, name: &'n str, length: u64) -> Result<(), String> {
        if let Ok(wanted) = name.parse::<u64>() {
            return if length == wanted { Ok(()) } else { Err(format!("a length of {length} must be {wanted}")) };
        }
        let (name, length) = name.strip_suffix("-1").map_or((name, length), |name| (name, length + 1));
        match self.length(name) {
            Some(known) if known != length => {
                Err(format!("{} is {known} in one place and {length} in another", name.trim_end_matches('?')))
            }
            Some(_) => Ok(()),
            None => {
                self.lengths.push((name, length));
                Ok(())
            }
        }
    }
}

/// The names of each array's dimensions, of `(m,n),(n)`.
pub(crate) fn inputs(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let inside = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text);
    inside.split("),(").map(|input| input.split(',').filter(|name| !name.is_empty()).collect())
}

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

    fn fits(takes: &'static str, shapes: &str) -> Result<(), String> {
        let mut bound = Bound::default();
        let shapes = shape::parse_all(shapes).unwrap();
        assert_eq!(inputs(takes).count(), shapes.len());
        inputs(takes).zip(&shapes).try_for_each(|(names, shape)| bound.take(names, shape))
    }

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

    #[test]
    fn a_name_has_one_length_and_a_mark_stands_for_the_rest() {
        for (takes, good, bad) in [
            ("(...,m,m)", "9x3x3", "3x4"),
            ("(*,k),(*,k,m?)", "2x3 3", "3x4 5x6"),
            ("(*,k),(*,k,m?)", "2x3 9x3x4", "2x3 9x4x3"),
            ("(m,m),(m,k?)", "3x3 3x7", "3x3 4"),
            ("(n),(n-1)", "5 4", "5 5"),
            ("(...,3),(...,3)", "9x3 3", "9x3 4"),
            ("(*,i,j),(i,j,*)", "9x2x3 2x3x4", "2x3 3x2"),
            ("(...),(...)", "5x1 7", "2x3 4"),
            ("(n),(n)", "5 5", "5x5 5x5"),
        ] {
            assert_eq!(fits(takes, good), Ok(()), "{takes} {good}");
            assert!(fits(takes, bad).is_err(), "{takes} {bad}");
        }
    }
}
