//! How fast the built page is: a timeline of a million spans, opened, panned and zoomed in headless Chromium.
//!
//! Invariant: what is opened, how it is moved and what is promised is written in `tests/page/frames.mjs` alone.

use std::process::Command;

use anyhow::Result;

use super::rows::Row;
use super::speed::{read, said};
use crate::repo::Repo;
use crate::{browser, step, steps};

pub(super) fn rows(repo: &Repo) -> Result<Vec<Row>> {
    eprintln!("page: building it");
    step::run(repo, &steps::build(false))?;
    eprintln!("page: panning and zooming");
    let mut driver = Command::new("node");
    driver.arg("tests/page/frames.mjs").env("CHROMIUM", browser::ensure()?.chromium);
    read("chromium", &said(&mut driver)?)
}
