//! Pictures: one in letters per interpreter to check by eye, and the laws of the SVG.
//!
//! `UPDATE_GOLDEN=1 cargo test --test timeline pictures` rewrites `tests/golden/`; look at what changed.

use crate::golden;
use gil_playground::Report;
use gil_playground::engine::simulate::simulate;
use gil_playground::gil::policy;
use gil_playground::scenario::Scenario;
use gil_playground::timeline::{ascii, perfetto, svg};
use roxmltree::Document;

/// Two hogs and a thread whose kernels let go, in a sub-interpreter of its own where there are such.
fn hogs_and_kernels(runtime: &str) -> Report {
    simulated(&format!(
        r#"{{"runtime":"{runtime}","cores":4,"threads":[
            {{"name":"hog","count":2,"ops":[{{"op":"python","us":20000}}]}},
            {{"name":"qr","interpreter":1,"repeat":3,"ops":[
                {{"op":"python","us":1000}},{{"op":"kernel","name":"qr","n":256,"us":5000}},{{"op":"wait","us":2000}}]}}]}}"#
    ))
}

fn simulated(json: &str) -> Report {
    simulate(&Scenario::from_json(json).unwrap()).unwrap()
}

/// A name that would break every careless writer.
const NASTY: &str = "<b>&\"'</b>\u{0}\u{1b}\u{202e}\u{ffff}]]>";

fn nasty() -> Report {
    let name = serde_json::to_string(NASTY).unwrap();
    simulated(&format!(
        r#"{{"runtime":"cpython-3.12","threads":[
            {{"name":{name},"count":3,"ops":[{{"op":"python","us":9000}},{{"op":"kernel","name":"svd","n":64,"blas_threads":2}}]}}]}}"#
    ))
}

#[test]
fn each_interpreter_shows_its_character_in_letters() {
    for runtime in policy::TABLE.map(|row| row.runtime.name()) {
        golden::matches(&format!("tests/golden/ascii-{runtime}.txt"), &ascii::draw(&hogs_and_kernels(&runtime)));
    }
}

#[test]
fn the_svg_and_the_trace_of_one_scenario_stay_as_they_are() {
    let report = hogs_and_kernels("cpython-3.12");
    golden::matches("tests/golden/cpython-3.12.svg", &svg::draw(&report));
    let trace = perfetto::trace(&[&report]).replace("},{", "},\n{");
    // The version belongs to the release, not to the picture.
    golden::matches("tests/golden/cpython-3.12.trace.json", &trace.replace(env!("CARGO_PKG_VERSION"), "0.0.0"));
}

/// Longer than 32 bits of nanoseconds. `www/test/saved.test.ts` holds the page's wasm to the same file.
#[test]
fn a_picture_of_a_hundred_seconds_stays_as_it_is() {
    let svg = svg::draw(&simulated(include_str!("../golden/hundred-seconds.json")));
    golden::matches("tests/golden/hundred-seconds.svg", &svg);
    assert_eq!(svg.matches("class='grid'").count(), 6);
}

fn texts<'a>(document: &'a Document, tag: &str) -> Vec<&'a str> {
    document.descendants().filter(|node| node.has_tag_name(tag)).filter_map(|node| node.text()).collect()
}

#[test]
fn an_svg_names_every_lane_the_engine_and_the_numbers() {
    for runtime in ["one-lock", "cpython-2.7", "cpython-3.14t", "subinterpreters"] {
        let report = hogs_and_kernels(runtime);
        let picture = svg::draw(&report);
        let document = Document::parse(&picture).unwrap();
        let shown = texts(&document, "text");
        for lane in &report.timeline.lanes {
            assert!(shown.contains(&lane.name.as_str()), "{} is not named under {runtime}", lane.name);
        }
        let wall = ascii::duration(report.timeline.wall());
        assert!(shown.contains(&"simulated") && shown.contains(&wall.as_str()), "{shown:?}");
        assert_eq!(shown.contains(&"lock held"), runtime != "cpython-3.14t");
        let owners = shown.iter().filter(|text| text.starts_with("GIL owner")).count();
        assert_eq!(
            owners,
            match runtime {
                "cpython-3.14t" => 0,
                "subinterpreters" => 2,
                _ => 1,
            }
        );
        let desc = texts(&document, "desc")[0];
        assert!(desc.contains("hog 1: running Python"));
        let metrics = &report.head.metrics;
        let speedup = format!("speedup {:.2}×, ≤ {:.2}; efficiency ", metrics.speedup, metrics.amdahl_bound);
        assert!(desc.contains(&speedup), "no \"{speedup}\" in {desc}");
        let hypothetical = "NumPy doesn't support interpreters with their own GIL";
        for tag in ["desc", "text"] {
            let told = texts(&document, tag).iter().any(|text| text.contains(hypothetical));
            assert_eq!(told, runtime == "subinterpreters", "{tag}");
        }
        assert!(picture.contains("prefers-color-scheme:dark"));
    }
}

#[test]
fn whatever_a_lane_is_called_the_svg_is_well_formed_and_shows_it() {
    let picture = svg::draw(&nasty());
    let document = Document::parse(&picture).unwrap_or_else(|error| panic!("{error}:\n{picture}"));
    let shown = texts(&document, "text");
    for lane in ["<b>&\"'</b>   \u{fffd}]]> 1", "<b>&\"'</b>   …> 3 · blas 2"] {
        assert!(shown.contains(&lane), "{lane:?} is not in {shown:?}");
    }
    assert!(ascii::draw(&nasty()).lines().all(|line| !line.contains(char::is_control)));
}

#[test]
fn a_span_of_the_svg_says_why_it_waits() {
    let picture = svg::draw(&hogs_and_kernels("cpython-3.12"));
    let document = Document::parse(&picture).unwrap();
    let says = |part: &str| texts(&document, "title").iter().any(|title| title.contains(part));
    for part in
        ["wait GIL: ", "(hog 1 runs bytecode)", "(asked to release it", "kernel: qr 256: ", "hog 2 holds the lock: "]
    {
        assert!(says(part), "no title has {part:?}");
    }
}

/// An arrow per hand-off to a lane that waited, in the colour of its cause; the legend explains the causes there are.
#[test]
fn each_handoff_of_the_svg_is_an_arrow_that_says_its_cause() {
    let report = hogs_and_kernels("cpython-3.12");
    let by = report.head.metrics.handoffs_by;
    let picture = svg::draw(&report);
    let document = Document::parse(&picture).unwrap();
    let groups = document.descendants().filter(|node| node.has_tag_name("g"));
    let arrows: Vec<_> =
        groups.filter(|node| node.first_element_child().is_some_and(|it| it.has_tag_name("title"))).collect();
    let of = |class: &str| arrows.iter().filter(|arrow| arrow.attribute("class") == Some(class)).count();
    assert_eq!(of("arrow forced"), by.forced);
    // The last thread finds a free lock twice: that is no hand-off to anybody who waits.
    assert!(of("arrow voluntary") >= 1 && arrows.len() <= report.head.metrics.handoffs, "{}", arrows.len());
    assert!(
        texts(&document, "title").iter().any(|title| title.starts_with("hog 1 → ") && title.contains(": forced, "))
    );
    let legend = texts(&document, "text");
    assert!(legend.contains(&"was asked to release it") && !legend.contains(&"releases it at a tick"), "{legend:?}");
}

#[test]
fn a_wait_for_the_blas_pool_looks_unlike_one_for_the_gil() {
    let report = simulated(
        r#"{"runtime":"cpython-3.12","cores":4,"blas":"pool","threads":[
            {"name":"t","count":2,"ops":[{"op":"kernel","name":"matmul","n":64,"us":4000,"blas_threads":2}]}]}"#,
    );
    let picture = svg::draw(&report);
    let document = Document::parse(&picture).unwrap();
    let shown = texts(&document, "text");
    assert!(shown.contains(&"waiting for the BLAS pool") && !shown.contains(&"waiting for the lock"), "{shown:?}");
    let letters = ascii::draw(&report);
    assert!(
        letters.contains(": waits for the BLAS pool") && letters.contains("waiting for the BLAS pool 2."),
        "{letters}"
    );
    assert!(!letters.contains(". waits for the lock"), "{letters}");
}

#[test]
fn however_many_spans_there_are_the_svg_stays_small() {
    for (lanes, repeat) in [(1024, 30), (96, 300), (2, 20_000)] {
        for runtime in ["cpython-3.12", "subinterpreters"] {
            let report = simulated(&format!(
                r#"{{"runtime":"{runtime}","cores":64,"threads":[{{"name":"a thread with a name","count":{lanes},"repeat":{repeat},
                    "ops":[{{"op":"python","us":30}},{{"op":"kernel","name":"qr","n":64,"us":90}},{{"op":"wait","us":40}}]}}]}}"#
            ));
            let spans: usize = report.timeline.lanes.iter().map(|lane| lane.spans.len()).sum();
            let picture = svg::draw(&report);
            let elements = Document::parse(&picture).unwrap().descendants().count();
            assert!(picture.len() < 300_000, "{spans} spans, {} bytes", picture.len());
            assert!(elements < 5000, "{spans} spans, {elements} elements");
            assert!(runtime == "subinterpreters" || lanes == 2 || picture.contains("class='many'"), "{lanes} lanes");
            assert!(picture.matches("a thread with a name").count() >= lanes);
        }
    }
}
