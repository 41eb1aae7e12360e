//! The posters of the examples are what today's simulator draws.

use crate::common::simulated::run;
use gil_playground::presets;
use gil_playground::timeline::svg;
use std::fs;
use std::path::Path;

#[test]
fn every_poster_is_the_picture_of_the_preset_that_it_is_called_after() {
    let mut posters = 0;
    for folder in ["mdbook/src", "sphinx"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/examples").join(folder);
        for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if file.extension().is_some_and(|extension| extension == "svg") {
                let name = file.file_stem().unwrap().to_str().unwrap();
                let preset = presets::find(name).unwrap_or_else(|| panic!("{name} is no preset"));
                let drawn = svg::draw(&run(preset.scenario));
                assert_eq!(fs::read_to_string(&file).unwrap(), drawn, "gil presets {name} | gil simulate --format svg");
                posters += 1;
            }
        }
    }
    assert_eq!(posters, 2);
}
