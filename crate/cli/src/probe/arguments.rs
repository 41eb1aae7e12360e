//! What an expression is given: arrays and numbers, as they are written on the command line.
//!
//! Invariant: a name is one that Python takes for a variable, and what is wrong is told with the text and the fix.

use gil_playground::atlas::dtype::Dtype;
use gil_playground::atlas::shape::{self, Shape};
use gil_playground::error::{Error, Result};
use serde_json::Number;

/// An argument of the expression.
pub(super) enum Given {
    /// `a=400x400:float64:F`
    Array { name: String, shape: Shape, dtype: Dtype, order: &'static str },
    /// `n:=400`
    Number { name: String, value: Number },
}

impl Given {
    fn name(&self) -> &str {
        match self {
            Self::Array { name, .. } | Self::Number { name, .. } => name,
        }
    }
}

/// All of them, each with a name of its own.
pub(super) fn all(texts: &[String]) -> Result<Vec<Given>> {
    let given = texts.iter().map(|text| read(text)).collect::<Result<Vec<Given>>>()?;
    let twice = (0..given.len()).find(|at| given[..*at].iter().any(|before| before.name() == given[*at].name()));
    match twice {
        Some(at) => Err(Error::input(&format!("{:?}: {} is given twice: give it once", texts[at], given[at].name()))),
        None => Ok(given),
    }
}

fn read(text: &str) -> Result<Given> {
    let usage = || {
        Error::input(&format!(
            "{text:?} is no argument: write name=SHAPE, such as a=400x400, a=400x400:float32 or a=400x400:float64:F, or \
             name:=NUMBER, such as n:=400"
        ))
    };
    let (name, rest) = text.split_once('=').ok_or_else(usage)?;
    let (name, is_number) = name.strip_suffix(':').map_or((name, false), |name| (name, true));
    let letters = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if name.is_empty() || !letters || name.starts_with(|letter: char| letter.is_ascii_digit()) {
        return Err(usage());
    }
    let name = name.to_owned();
    if is_number {
        let value = serde_json::from_str(rest).map_err(|_| usage())?;
        return Ok(Given::Number { name, value });
    }
    let mut parts = rest.split(':');
    let wrong = |why: String| Error::input(&format!("{text:?}: {why}"));
    let shape = shape::parse(parts.next().unwrap_or_default()).map_err(wrong)?;
    let (mut dtype, mut order) = (Dtype::Float64, "C");
    for part in parts {
        match part {
            "C" => order = "C",
            "F" => order = "F",
            part => dtype = Dtype::parse(part).map_err(wrong)?,
        }
    }
    Ok(Given::Array { name, shape, dtype, order })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        match read(text) {
            Ok(Given::Array { name, shape, dtype, order }) => {
                format!("{name} {} {} {order}", shape::text(&shape), dtype.name())
            }
            Ok(Given::Number { name, value }) => format!("{name} {value}"),
            Err(error) => format!("! {error}"),
        }
    }

    #[test]
    fn arrays_have_a_shape_a_type_and_an_order_and_numbers_a_value() {
        assert_eq!(told("a=400x300"), "a 400x300 float64 C");
        assert_eq!(told("x_1=400,:float32:F"), "x_1 400 float32 F");
        assert_eq!(told("a=8x8:F"), "a 8x8 float64 F");
        assert_eq!(told("n:=400"), "n 400");
        assert_eq!(told("eps:=1e-3"), "eps 0.001");
        for wrong in ["a", "=4", "1a=4", "a b=4", "a=4y4", "a=4:float7", "n:=x", "a-b=3"] {
            assert!(told(wrong).starts_with(&format!("! {wrong:?}")), "{wrong}: {}", told(wrong));
        }
        let twice = all(&["a=3".into(), "n:=1".into(), "a:=4".into()]).err().map(|error| error.to_string());
        assert_eq!(twice.as_deref(), Some("\"a:=4\": a is given twice: give it once"));
    }
}
