//! Files of other programs are told by what they are, with what to do; ours are never taken for them.

use gil_playground::engine::simulate::simulate;
use gil_playground::timeline::{csv, open, perfetto, svg};
use gil_playground::{Scenario, script};

fn told(file: &[u8]) -> String {
    open::reports(file).expect_err("it is none of ours").to_string()
}

#[test]
fn a_foreign_file_is_told_by_what_it_is() {
    let gecko =
        r#"{"meta":{"version":31,"product":"Firefox"},"libs":[],"threads":[{"name":"GeckoMain","samples":{}}]}"#;
    let chrome = r#"{"traceEvents":[{"ph":"X","ts":1,"dur":2,"name":"f"}],"metadata":{"source":"DevTools"}}"#;
    let speedscope =
        r#"{"$schema":"https://www.speedscope.app/file-format-schema.json","shared":{"frames":[]},"profiles":[]}"#;
    let cases: [(&[u8], &str, &str); 24] = [
        (gecko.as_bytes(), "a Firefox Profiler (Gecko) profile", "profiler.firefox.com"),
        (chrome.as_bytes(), "a Chrome trace", "ui.perfetto.dev"),
        (br#"{"traceEvents":[]}"#, "a Chrome trace", "ui.perfetto.dev"),
        (br#"[{"ph":"B","ts":1,"name":"f"}]"#, "a Chrome trace", "ui.perfetto.dev"),
        (speedscope.as_bytes(), "a speedscope profile", "speedscope.app"),
        (br#"{"nodes":[],"samples":[],"timeDeltas":[]}"#, "a CPU profile of Chrome", "speedscope.app"),
        (br#"{"cells":[],"nbformat":4}"#, "a Jupyter notebook", "no run"),
        (br#"{"runtime":"one-lock","threads":[]}"#, "a Scenario, a question without its answer", "save the Report"),
        (b"\x1f\x8b\x08\x00\x00", "compressed with gzip, as pprof", "unpack"),
        (b"PERFILE2\x01\x00", "a recording of Linux perf", "perf report"),
        (b"\xfb\xa9\x03\xfa\x10", "a profile of cProfile", "pstats"),
        (b"{(\x03\x00\x00\x00", "a profile of cProfile", "pstats"),
        (b"\x89PNG\r\n\x1a\n", "a picture (PNG)", "no run"),
        (b"PK\x03\x04", "a zip archive", "unpack"),
        (b"\xff\xfe{\x00", "text as UTF-16", "save it as UTF-8"),
        (b"\x0a\x10\x00\x08", "binary, as Perfetto", "ui.perfetto.dev"),
        (b"import numpy as np\n\ndef work():\n    pass\n", "Python source", "a Scenario"),
        (b"#!/usr/bin/env python3\nprint(1)\n", "Python source", "a Scenario"),
        (b"\"\"\"Docs.\"\"\"\nfrom os import path\n", "Python source", "a Scenario"),
        (b"main;work;inv 12\nmain;rest 3\n", "folded stacks", "speedscope.app"),
        (b"python 71 [001] 12.5: 250000 cycles:\n", "what perf script prints", "speedscope.app"),
        (b"<!doctype html><p>Hello", "a web page", "no run"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a picture (SVG)", "no run"),
        (b"lane,state,op,rep,start_us,end_us,cause,holder\n", "a table of spans (CSV)", "save the Report"),
    ];
    for (file, what, fix) in cases {
        let text = told(file);
        assert!(text.starts_with(&format!("the file is {what}")) && text.contains(fix), "{text}");
        assert!(text.len() < 300, "{text}");
    }
}

#[test]
fn what_we_write_is_told_from_what_we_read() {
    let json = r#"{"runtime":"one-lock","threads":[{"name":"import x","ops":[{"op":"python","us":1}]}]}"#;
    let scenario = Scenario::from_json(json).unwrap();
    let report = simulate(&scenario).unwrap();
    let marked = format!("\u{feff}\n {}", report.to_json());
    for file in [report.to_json(), perfetto::trace(&[&report]), marked] {
        assert_eq!(open::reports(file.as_bytes()).as_deref(), Ok(std::slice::from_ref(&report)));
    }
    assert!(told(svg::draw(&report).as_bytes()).contains("a picture (SVG)"));
    assert!(told(csv::table(&report, csv::BYTES).unwrap().as_bytes()).contains("a table of spans"));
    assert!(told(script::python(&scenario).as_bytes()).contains("a script of ours prints a Report"));
}
