//! The names of arrays' dimensions against the shapes of arrays.
//!
//! Invariant: in `(...,m,n?),(*,n)` a name has one length throughout, a number is that length, `n?` may be missing,
//! `...` is any dimensions that stretch with the others', `*` any whatever; a shape that does not fit is told with the
//! place and both lengths.

use crate::shape::{self, Shape, broadcast};

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
