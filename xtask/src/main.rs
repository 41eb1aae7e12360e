//! `cargo xtask`: the only entry points a newcomer needs; every promise of the README is one command here.
//!
//! Reading order: `steps` and `checks` (what is done, in which order), `step` (how a list of steps runs and reports),
//! `toolchain` (the two ways to build wasm threads), `pins` (every version fixed by hand), then the leaves. Nothing here
//! knows what the playground computes, and every command may be stopped and run again at any point.

mod atlas;
mod bench;
mod browser;
mod checks;
mod pins;
mod release;
mod repo;
mod shell;
mod stamp;
mod step;
mod steps;
mod system;
mod toolchain;
mod tools;
mod venv;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::shell::Unmet;

/// Sets up, builds, serves and checks the playground.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand, Clone)]
enum Task {
    /// Build the page and serve it on localhost with the headers that browsers ask for before they allow threads
    Demo {
        /// Port to serve on
        #[arg(long, default_value_t = 8000, value_parser = clap::value_parser!(u16).range(1..))]
        port: u16,
        /// Only print the address, open no browser
        #[arg(long)]
        no_open: bool,
    },
    /// Build the page into www/dist
    Build {
        /// Also lay out dist/, the folder that a static host serves and that the npm package is made of
        #[arg(long)]
        dist: bool,
    },
    /// Run every check: format, lints, native tests, wasm tests and the built page in a headless browser
    Test {
        /// Also run what takes long, such as speed ratios
        #[arg(long)]
        full: bool,
    },
    /// Make the data behind the atlas anew and hold the committed data to it
    Atlas {
        #[command(subcommand)]
        atlas: atlas::Atlas,
    },
    /// See whether this commit can be released, and make its tag
    Release {
        /// Make no tag
        #[arg(long)]
        dry_run: bool,
    },
    /// Measure what depends on the machine: a table and a file of JSON; alone it measures everything
    Bench {
        #[command(subcommand)]
        bench: Option<bench::Bench>,
        /// Print the JSON instead of the table
        #[arg(long, global = true)]
        json: bool,
    },
}

const AFTER_HELP: &str = "\
Needs rustup with a stable toolchain (1.89 or later), and Node 20.19 or later with npm. Everything else is set up by the
command that needs it, and only once: steps with nothing to do are skipped.

Environment:
  GIL_TOOLCHAIN=debian  build the wasm threads with Debian's rustc-web, rust-web-src and lld-22 instead of the pinned
                        nightly (also the fallback when that nightly can't be installed)
  CHROMIUM=PATH         browser for the tests, when it isn't found under its usual names

Exit status: 0 done, 1 a step failed, 2 something is missing or misused; the last line says what to do.";

fn main() -> ExitCode {
    match run(Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(if error.is::<Unmet>() { 2 } else { 1 })
        }
    }
}

fn run(task: Task) -> Result<()> {
    match task {
        Task::Demo { port, no_open } => {
            steps::serve::check_port(port)?;
            let repo = repo::enter()?;
            step::run(&repo, &steps::build(false))?;
            steps::serve::serve(port, !no_open)
        }
        Task::Build { dist } => step::run(&repo::enter()?, &steps::build(dist)),
        Task::Atlas { atlas } => atlas::run(&repo::enter()?, &atlas),
        Task::Release { dry_run } => release::run(&repo::enter()?, dry_run),
        Task::Bench { bench, json } => bench::run(&repo::enter()?, bench, json),
        Task::Test { full } => step::run_and_count(&repo::enter()?, &checks::all(full)),
    }
}
