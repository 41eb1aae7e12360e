//! What the README shows is what today's code prints.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::simulated::run;
use gil_playground::gil::policy;
use gil_playground::presets;
use gil_playground::timeline::ascii;

const README: &str = include_str!("../README.md");

#[test]
fn the_picture_of_the_readme_is_what_its_command_draws() {
    let preset = "hog-and-2ms-kernel";
    assert!(README.contains(&format!("`gil presets {preset} | gil simulate --format ascii`")));
    let picture = ascii::draw(&run(presets::find(preset).unwrap().scenario));
    assert!(README.contains(&format!("```text\n{picture}```\n")), "the README should show\n{picture}");
}

#[test]
fn the_readme_names_every_interpreter_and_no_preset_that_is_not() {
    for row in policy::TABLE {
        assert!(README.contains(&format!("| `{}` |", row.runtime.name())), "{} is missing", row.label);
    }
    for preset in README.split("gil presets ").skip(1).filter_map(|rest| rest.split([' ', '`', '\n']).next()) {
        assert!(preset.is_empty() || presets::find(preset).is_some(), "{preset} is no preset");
    }
}
