//! `gil probe`: one expression on the user's own interpreter.
//!
//! Invariant: each number is measured there and then, with the least and the most beside it; what the atlas says is told
//! apart.

mod arguments;
mod run;

use crate::atlas::Format;
use arguments::Given;
use clap::Args;
use gil_playground::atlas::answer::{self, Question};
use gil_playground::atlas::dtype::Dtype;
use gil_playground::atlas::measured;
use gil_playground::atlas::rule::Verdict;
use gil_playground::atlas::shape;
use gil_playground::atlas::typed;
use gil_playground::error::Result;
use gil_playground::timeline::ascii::duration;
use run::{Probed, middle};
use serde_json::{Value, json};
use std::fmt::Write;

/// What is asked.
#[derive(Args)]
pub(crate) struct Asked {
    /// What to evaluate, such as "np.linalg.inv(a)"; it may name numpy, np, rng and the modules that it mentions.
    expression: String,
    /// Its arguments: name=SHAPE, with :dtype and :C or :F behind it, or name:=NUMBER.
    #[arg(value_name = "NAME=SHAPE")]
    arguments: Vec<String>,
    /// The interpreter: a name in PATH, or a path.
    #[arg(long, default_value = "python3")]
    python: String,
    /// Python that is run before, once.
    #[arg(long, default_value = "", hide_default_value = true, value_name = "CODE")]
    setup: String,
    /// How often all is measured.
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=1000))]
    repeat: u32,
    /// How to print the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn tell(asked: &Asked) -> Result<String> {
    let given = arguments::all(&asked.arguments)?;
    let probed = run::probed(&asked.python, &asked.expression, &asked.setup, asked.repeat, &given)?;
    let atlas = atlas(&asked.expression, &given);
    Ok(match asked.format {
        Format::Text => text(asked, &given, &probed, atlas.as_ref()),
        Format::Json => as_json(asked, &probed, atlas.as_ref()).to_string() + "\n",
    })
}

/// Two processes share no lock, so where they gain less than this it is not for want of one.
const BUSY: f64 = 1.3;

/// By the atlas's own bounds.
fn verdict(free: f64) -> Verdict {
    let bounds = &measured::data().bounds;
    if free <= bounds.holds {
        Verdict::Holds
    } else if free >= bounds.releases {
        Verdict::Releases
    } else {
        Verdict::Mixed
    }
}

/// What the atlas says of it, if it knows the call.
fn atlas(expression: &str, given: &[Given]) -> Option<answer::Answer> {
    let arrays = given.iter().filter_map(|it| match it {
        Given::Array { shape, dtype, .. } => Some((shape.clone(), *dtype)),
        Given::Number { .. } => None,
    });
    let (shapes, dtypes): (Vec<_>, Vec<Dtype>) = arrays.unzip();
    let dtype = dtypes.first().copied().unwrap_or(Dtype::Float64);
    let function = &expression.replace("np.", "numpy.");
    // Python's own sum is not NumPy's.
    if shapes.is_empty() && !["numpy.", "scipy."].iter().any(|package| function.contains(package)) {
        return None;
    }
    // An operator's arrays are dense here, and the atlas writes calls of sparse ones in the same way.
    let typed = typed::read(function);
    let function = typed.functions.first().filter(|_| typed.call.is_none()).map_or(&function[..], |first| first);
    answer::ask(&Question { function, shapes, dtype, read: None }).ok()
}

fn text(asked: &Asked, given: &[Given], probed: &Probed, atlas: Option<&answer::Answer>) -> String {
    let Probed { versions, count, call, free, threads, processes, sites } = probed;
    let mut text = String::new();
    let word = free.as_ref().map_or("no GIL", |free| verdict(middle(free)).word());
    let given: Vec<String> = given.iter().map(argument).collect();
    let with = if given.is_empty() { String::new() } else { format!(" on {}", given.join(", ")) };
    let versions: Vec<String> = versions.iter().rev().map(|(name, version)| format!("{name} {version}")).collect();
    let _ = writeln!(text, "{word}: {}{with}", asked.expression);
    let mut line = |name: &str, words: String| {
        let _ = writeln!(text, "{name:14}{words}");
    };
    line("with", format!("{}, one BLAS thread unless the environment says otherwise", versions.join(", ")));
    if let Some(free) = free {
        line("GIL-free", format!("{} of the call", spread(free, |part| format!("{:.1} %", part * 100.0))));
    }
    let repeat = call.len();
    line("one call", format!("{}; {repeat} times {count}", spread(call, |nanos| duration(nanos as u64))));
    let times = |gain: f64| format!("{gain:.2}");
    line("two threads", format!("{} × what one does in the same time", spread(threads, times)));
    line("two processes", format!("{} ×", spread(processes, times)));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if cores > 1 && middle(processes) < BUSY {
        line(
            "",
            "two processes gain as little, so something else had the cores: ask again when nothing runs beside it"
                .into(),
        );
    }
    let most = sites.iter().map(|site| site.time).max().unwrap_or(0);
    let named = sites.iter().filter(|site| site.time * 20 >= most).filter_map(|site| site.object.as_ref());
    let named: Vec<&str> = named.map(|path| path.rsplit('/').next().unwrap_or(path)).collect();
    if free.as_ref().is_some_and(|free| middle(free) > measured::data().bounds.holds) && !named.is_empty() {
        line("released by", named.join(", "));
    }
    match atlas {
        None => line("atlas", "doesn't know this call".into()),
        Some(answer) => {
            let measured = answer.row.as_ref().map(|row| format!(", measured {:.1} % free", row.free * 100.0));
            let words = format!("{} in {}{}", answer.verdict.word(), answer.read, measured.unwrap_or_default());
            line("atlas", words);
        }
    }
    text
}

/// `a 400x400 float64`
fn argument(given: &Given) -> String {
    match given {
        Given::Array { name, shape, dtype, order } => {
            let order = if *order == "F" { ", Fortran's order" } else { "" };
            format!("{name} {} {}{order}", shape::text(shape), dtype.name())
        }
        Given::Number { name, value } => format!("{name} = {value}"),
    }
}

/// The median, and the least and the most.
fn spread(inorder: &[f64], told: impl Fn(f64) -> String) -> String {
    let [least, most] = [inorder.first(), inorder.last()].map(|it| told(it.copied().unwrap_or(0.0)));
    format!("{} ({least} to {most})", told(middle(inorder)))
}

fn as_json(asked: &Asked, probed: &Probed, atlas: Option<&answer::Answer>) -> Value {
    let Probed { versions, count, call, free, threads, processes, sites } = probed;
    let numbers =
        |inorder: &[f64]| json!({ "median": middle(inorder), "least": inorder.first(), "most": inorder.last() });
    let call: Vec<f64> = call.iter().map(|nanos| nanos / 1000.0).collect();
    let sites: Vec<&str> = sites.iter().filter_map(|site| site.object.as_deref()).collect();
    json!({
        "expression": asked.expression,
        "versions": versions,
        "verdict": free.as_ref().map(|free| verdict(middle(free)).word()),
        "gil_free": free.as_ref().map(|free| numbers(free)),
        "call_us": numbers(&call),
        "count": count,
        "repeat": call.len(),
        "two_threads": numbers(threads),
        "two_processes": numbers(processes),
        "sites": sites,
        "atlas": atlas.map(|answer| answer.verdict.word()),
    })
}
