//! `gil atlas`: the atlas, asked from a shell.
//!
//! Invariant: the same answers as the page's, and the verdict is the first word.

use clap::{Args, ValueEnum};
use gil_playground::atlas::answer::{self, Question};
use gil_playground::atlas::dtype::Dtype;
use gil_playground::atlas::list::{self, Era};
use gil_playground::atlas::typed::{self, Typed};
use gil_playground::atlas::{shape, text};
use gil_playground::error::{Error, Result};

#[derive(Args)]
pub(crate) struct Asked {
    /// A function's name, such as numpy.linalg.det, a call, a method or an import line; all calls when absent.
    function: Option<String>,
    /// The shape of each array: 1000, 20x30, 500x10x10.
    shapes: Vec<String>,
    /// The type of the elements: float64, float32, complex128, int64, object or str.
    #[arg(long, default_value = "float64")]
    dtype: String,
    /// A version of NumPy whose source was read, such as 1.5.1; the newest when absent.
    #[arg(long, value_name = "VERSION", conflicts_with = "scipy")]
    numpy: Option<String>,
    /// The same of SciPy, such as 0.9.0.
    #[arg(long, value_name = "VERSION")]
    scipy: Option<String>,
    /// How to print the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How an answer is printed.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    /// The verdict first, then why.
    Text,
    /// Everything, on one line.
    Json,
}

/// The answer, what a word is about, or the list.
pub(crate) fn tell(asked: &Asked) -> Result<String> {
    let Some(function) = &asked.function else { return Ok(list(asked.format)) };
    let typed = typed::read(function);
    if !typed.topics.is_empty() {
        return Ok(match asked.format {
            Format::Text => text::topics(&typed.topics),
            Format::Json => json(&typed.topics),
        });
    }
    let answer = ask(&typed, asked).map_err(|why| Error::input(&why))?;
    Ok(match asked.format {
        Format::Text => text::answer(&answer),
        Format::Json => json(&answer),
    })
}

fn ask(typed: &Typed, asked: &Asked) -> std::result::Result<answer::Answer, String> {
    let mut shapes = shape::parse_all(&typed.shapes)?;
    for text in &asked.shapes {
        shapes.push(shape::parse(text)?);
    }
    let function = &typed.rest;
    let version =
        |package: &str, version: &Option<String>| version.as_ref().map(|version| format!("{package} {version}"));
    let read = version("numpy", &asked.numpy).or_else(|| version("scipy", &asked.scipy));
    answer::ask(&Question { function, shapes, dtype: Dtype::parse(&asked.dtype)?, read: read.as_deref() })
}

fn list(format: Format) -> String {
    match format {
        Format::Text => text::list(),
        Format::Json => json(&list::rows(Era::Today)),
    }
}

fn json(value: &impl serde::Serialize) -> String {
    let text = serde_json::to_string(value);
    text.unwrap_or_else(|error| unreachable!("numbers and strings can always be written: {error}")) + "\n"
}
