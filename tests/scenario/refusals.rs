//! Every refusal of a Scenario, as data: what kind of fault, where, what is there, what may be, what to do.
//!
//! Invariant: a refusal is tested where it is made, by its parts; what the page or the command line do with it is theirs.

use gil_playground::engine::plan::Plan;
use gil_playground::engine::simulate;
use gil_playground::error::{Code, Refusal};
use gil_playground::gil::policy;
use gil_playground::scenario::Runtime;
use gil_playground::{Error, Scenario};
use serde_json::Value;

const MIB: u64 = 1 << 20;

fn refusal(error: Error) -> Refusal {
    match error {
        Error::BadInput(refusal) => *refusal,
        other => panic!("{other:?} is not the input's fault"),
    }
}

/// What is said where it is read, else before it is simulated, else before it is measured in 512 MiB.
fn refused(json: &str) -> Refusal {
    let read = Scenario::from_json(json);
    let simulated = read.and_then(|scenario| simulate::check(&scenario).map(|()| scenario));
    refusal(simulated.and_then(|scenario| Plan::within(scenario, 512 * MIB)).expect_err(json))
}

/// Threads `hog` and `worker`; the worker's second operation is this one.
fn with(op: &str) -> String {
    format!(
        r#"{{"runtime":"one-lock","threads":[{{"name":"hog","ops":[{{"op":"python","us":1}}]}},
            {{"name":"worker","ops":[{{"op":"wait","us":1}},{op}]}}]}}"#
    )
}

fn kernel(fields: &str) -> String {
    with(&format!(r#"{{"op":"kernel",{fields}}}"#))
}

fn thread(fields: &str) -> String {
    format!(r#"{{"runtime":"one-lock","threads":[{{{fields},"ops":[{{"op":"python","us":1}}]}}]}}"#)
}

fn whole(fields: &str) -> String {
    format!(r#"{{"runtime":"one-lock",{fields},"threads":[{{"name":"w","ops":[{{"op":"python","us":1}}]}}]}}"#)
}

/// Checks the parts of the refusal, and that its message is the fault with its fix.
fn is(json: &str, code: Code, path: &str, [value, bound]: [&str; 2], [fault, fix]: [&str; 2]) {
    let found = refused(json);
    assert_eq!((found.code, &*found.path), (code, path), "{found:?}");
    assert_eq!((&*found.value, &*found.bound), (value, bound), "{found:?}");
    assert_eq!((&*found.message, &*found.fix), (&*format!("{fault}: {fix}"), fix), "{found:?}");
}

/// The same of a number out of its range.
fn range(json: &str, path: &str, what: &str, value: &str, [low, high]: [&str; 2], way: &str) {
    let bound = format!("{low} to {high}");
    let fix = format!("choose a value from {low} to {high}{way}");
    is(json, Code::Range, path, [value, &bound], [&format!("{what} is {value}"), &fix]);
}

#[test]
fn a_number_out_of_its_range_is_told_at_its_field() {
    let second = |field: &str| format!("/threads/1/ops/1/{field}");
    let at = |field: &str| format!("/threads/0/{field}");
    range(&whole("\"switch_interval_us\":0"), "/switch_interval_us", "switch_interval_us", "0", ["1", "10000000"], "");
    range(&whole("\"cores\":0"), "/cores", "cores", "0", ["1", "1024"], "");
    range(&whole("\"cores\":2000"), "/cores", "cores", "2000", ["1", "1024"], "");
    range(&whole("\"check_interval\":0"), "/check_interval", "check_interval", "0", ["1", "1000000000"], "");
    range(&whole("\"wake_us\":-1"), "/wake_us", "wake_us", "-1", ["0", "9000000000000"], "");
    range(&whole("\"wake_us\":20000"), "/wake_us", "wake_us", "20000", ["0", "10000"], "");
    range(&whole("\"quantum_us\":-1"), "/quantum_us", "quantum_us", "-1", ["0", "9000000000000"], "");
    range(&whole("\"quantum_us\":1"), "/quantum_us", "quantum_us", "1", ["10", "10000000"], "");
    let of = |field: &str| format!("{field} of thread \"w\"");
    range(&thread("\"name\":\"w\",\"count\":0"), &at("count"), &of("count"), "0", ["1", "1024"], "");
    range(&thread("\"name\":\"w\",\"repeat\":0"), &at("repeat"), &of("repeat"), "0", ["1", "10000000"], "");
    range(
        &thread("\"name\":\"w\",\"interpreter\":1024"),
        &at("interpreter"),
        &of("interpreter"),
        "1024",
        ["0", "1023"],
        "",
    );
    let us = [("python", "us of a python op of thread \"worker\""), ("wait", "us of a wait op of thread \"worker\"")];
    for (op, what) in us {
        range(&with(&format!(r#"{{"op":"{op}","us":-5}}"#)), &second("us"), what, "-5", ["0", "60000000"], "");
    }
    let of = |field: &str| format!("{field} of kernel \"qr\"");
    let cost = "\"us\":1";
    let way = ", or give it its cost on one core as \"us\"";
    range(&kernel("\"name\":\"qr\",\"n\":0"), &second("n"), &of("n"), "0", ["1", "1024"], "");
    range(&kernel("\"name\":\"qr\",\"n\":1025"), &second("n"), &of("n"), "1025", ["1", "1024"], way);
    range(
        &kernel(&format!("\"name\":\"qr\",\"n\":1025,{cost}")),
        &second("n"),
        &of("n"),
        "1025",
        ["1", "1024"],
        ", or simulate it with its cost on one core as \"us\"",
    );
    range(
        &kernel(&format!("\"name\":\"qr\",\"n\":1000000001,{cost}")),
        &second("n"),
        &of("n"),
        "1000000001",
        ["1", "1000000000"],
        "",
    );
    range(
        &kernel("\"name\":\"qr\",\"shape\":[0,5]"),
        &second("shape/0"),
        &of("m, the rows in shape,"),
        "0",
        ["1", "1024"],
        "",
    );
    range(
        &kernel("\"name\":\"qr\",\"shape\":[4,5000]"),
        &second("shape/1"),
        &of("n, the columns in shape,"),
        "5000",
        ["1", "1024"],
        way,
    );
    range(&kernel("\"name\":\"qr\",\"n\":8,\"batch\":0"), &second("batch"), &of("batch"), "0", ["1", "4096"], "");
    range(
        &kernel("\"name\":\"qr\",\"n\":8,\"batch\":9000"),
        &second("batch"),
        &of("batch"),
        "9000",
        ["1", "4096"],
        way,
    );
    let threads = &second("blas_threads");
    range(&kernel("\"name\":\"qr\",\"n\":8,\"blas_threads\":65"), threads, &of("blas_threads"), "65", ["1", "64"], "");
    range(&kernel("\"name\":\"qr\",\"n\":8,\"us\":-1"), &second("us"), &of("us"), "-1", ["0", "60000000"], "");
}

#[test]
fn a_sum_is_told_at_the_group_that_has_most_in_it() {
    let groups = |fields: [&str; 2]| {
        let [a, b] = fields.map(|fields| format!(r#"{{"name":"w","ops":[{{"op":"python","us":1}}],{fields}}}"#));
        format!(r#"{{"runtime":"one-lock","threads":[{a},{b}]}}"#)
    };
    let threads = "the number of threads (the sum of count)";
    range(&groups(["\"count\":25", "\"count\":1000"]), "/threads/1/count", threads, "1025", ["1", "1024"], "");
    let operations = "the number of operations (count × repeat × ops)";
    let many = groups(["\"repeat\":9999999", "\"repeat\":2"]);
    range(&many, "/threads/0/repeat", operations, "10000001", ["1", "10000000"], "");
    let teams = r#"{"runtime":"one-lock","threads":[{"name":"w","count":1024,
        "ops":[{"op":"kernel","name":"qr","n":8,"blas_threads":64}]}]}"#;
    let rows = "the number of threads with BLAS helpers (the sum of count × blas_threads)";
    range(teams, "/threads/0/count", rows, "65536", ["1", "4096"], "");
}

#[test]
fn a_word_that_names_nothing_is_told_with_those_that_do() {
    let runtimes = "one-lock, cpython-2.7, cpython-3.9, cpython-3.12, cpython-3.13t, cpython-3.14t, subinterpreters";
    let use_one = |of: &str| format!("use one of {of}");
    let ruby = whole("\"cores\":1").replace("one-lock", "ruby");
    let fault = "runtime is \"ruby\", which isn't an interpreter";
    is(&ruby, Code::Unknown, "/runtime", ["ruby", runtimes], [fault, &use_one(runtimes)]);
    let found = refused(&kernel("\"name\":\"qqr\",\"n\":8"));
    assert_eq!((found.code, &*found.path, &*found.value), (Code::Unknown, "/threads/1/ops/1/name", "qqr"));
    assert!(found.message.starts_with("kernel \"qqr\" is not known: use one of qr, lu"), "{found:?}");
    assert!(found.bound.starts_with("qr, lu") && found.fix == use_one(&found.bound), "{found:?}");
    let calls = "numpy.linalg.eigh, scipy.linalg.eigh";
    is(
        &kernel("\"name\":\"eigh\",\"n\":8,\"function\":\"eig\""),
        Code::Unknown,
        "/threads/1/ops/1/function",
        ["eig", calls],
        ["function of kernel \"eigh\" is \"eig\"", &use_one(calls)],
    );
}

#[test]
fn what_is_missing_or_said_twice_is_told_where_it_belongs() {
    let none = ["", ""];
    let empty = r#"{"runtime":"one-lock","threads":[]}"#;
    is(empty, Code::Empty, "/threads", none, ["threads is empty", "a Scenario needs at least 1 thread"]);
    let idle = r#"{"runtime":"one-lock","threads":[{"name":"idle","ops":[]}]}"#;
    is(idle, Code::Empty, "/threads/0/ops", none, ["ops of thread \"idle\" is empty", "give it at least 1 operation"]);
    let [n, shape] = ["/threads/1/ops/1/n", "/threads/1/ops/1/shape"];
    let fix = "give it \"n\": 256 or \"shape\": [512, 64], each from 1 to 1024";
    is(&kernel("\"name\":\"det\""), Code::Size, n, none, ["kernel \"det\" has no size", fix]);
    let fault = "kernel \"qr\" has two sizes, n 3 and shape [4, 5]";
    is(&kernel("\"name\":\"qr\",\"n\":3,\"shape\":[4,5]"), Code::Size, n, none, [fault, "leave one of them out"]);
    let fault = "shape of kernel \"det\" is [3, 4], but it takes square arrays only";
    is(&kernel("\"name\":\"det\",\"shape\":[3,4]"), Code::Size, shape, none, [fault, "use [4, 4]"]);
}

#[test]
fn a_text_that_is_too_long_is_told_with_its_length() {
    let long = "x".repeat(201);
    let fault = format!("name of thread \"{}…{}\" is 201 letters long", "x".repeat(20), "x".repeat(19));
    let named = thread(&format!("\"name\":\"{long}\""));
    is(&named, Code::Length, "/threads/0/name", ["201", "200"], [&fault, "use at most 200"]);
    let json = format!("{}{}", whole("\"cores\":1"), " ".repeat(1_000_000));
    let bytes = json.len().to_string();
    let fix = "at most 1000000 are read; use count and repeat instead of copies";
    is(&json, Code::Length, "", [&bytes, "1000000"], [&format!("the Scenario is {bytes} bytes of JSON"), fix]);
}

#[test]
fn what_cannot_be_read_is_told_as_the_reader_of_json_tells_it() {
    for (json, why) in [
        (whole("\"colour\":1"), "unknown field `colour`, expected one of `runtime`"),
        ("{\"threads\": [".into(), "EOF while parsing"),
        (thread("\"name\":\"w\",\"count\":-1"), "invalid value: integer `-1`, expected u32"),
        (with("{\"op\":\"sleep\",\"us\":1}"), "unknown variant `sleep`, expected one of `python`"),
    ] {
        let found = refused(&json);
        assert_eq!((found.code, &*found.path, &*found.fix), (Code::Unreadable, "", ""), "{found:?}");
        assert!(found.message.starts_with(&format!("the Scenario cannot be read: {why}")), "{found:?}");
    }
}

#[test]
fn what_does_not_fit_the_memory_is_told_at_what_would_make_it_fit() {
    let small =
        |json: &str, memory: u64| refusal(Plan::within(Scenario::from_json(json).unwrap(), memory).unwrap_err());
    let workers = r#"{"runtime":"one-lock","threads":[{"name":"one","ops":[{"op":"python","us":1}]},
        {"name":"many","count":64,"ops":[{"op":"kernel","name":"qr","n":1024}]}]}"#;
    let found = small(workers, 256 * MIB);
    assert_eq!((found.code, &*found.path), (Code::Memory, "/threads/1/count"), "{found:?}");
    assert_eq!(found.bound, "217 MiB", "{found:?}");
    assert!(found.message.contains(&format!("needs {} of memory, and only 217 MiB", found.value)), "{found:?}");
    assert!(found.fix.contains("threads of \"many\" fit at n = 1024, or simulate it"), "{found:?}");
    for (size, field) in [("\"n\":1024", "n"), ("\"shape\":[1024,900]", "shape")] {
        let found = small(&kernel(&format!("\"name\":\"lstsq\",{size}")), 64 * MIB);
        assert_eq!((found.code, &*found.path), (Code::Memory, &*format!("/threads/1/ops/1/{field}")), "{found:?}");
        assert!(found.fix.starts_with("the largest n that fits is "), "{found:?}");
    }
    let found = small(&thread("\"name\":\"w\",\"repeat\":10000000"), 64 * MIB);
    assert_eq!((found.code, &*found.path), (Code::Memory, "/threads/0/repeat"), "{found:?}");
    assert!(found.fix.starts_with("use fewer threads or blas_threads, a smaller repeat"), "{found:?}");
}

#[test]
fn what_processes_cannot_do_is_refused_where_it_is_asked() {
    let apart = |json: &str| Plan::new(Scenario::from_json(json).unwrap()).and_then(Plan::apart);
    let found = refusal(apart(&kernel("\"name\":\"qr\",\"n\":8,\"blas_threads\":2")).unwrap_err());
    assert_eq!((found.code, &*found.path), (Code::Range, "/threads/1/ops/1/blas_threads"), "{found:?}");
    assert_eq!([&*found.value, &*found.bound, &*found.fix], ["2", "1", "use 1"]);
    let many = |count: u32| {
        format!(
            r#"{{"runtime":"one-lock","threads":[{{"name":"one","ops":[{{"op":"python","us":1}}]}},
            {{"name":"many","count":{count},"ops":[{{"op":"python","us":1}}]}}]}}"#
        )
    };
    assert!(apart(&many(15)).is_ok());
    let found = refusal(apart(&many(16)).unwrap_err());
    assert_eq!((found.code, &*found.path), (Code::Range, "/threads/1/count"), "{found:?}");
    assert_eq!([&*found.value, &*found.bound, &*found.fix], ["17", "1 to 16", "use 1 to 16, or simulate them"]);
}

#[test]
fn what_is_too_much_work_is_told_at_what_makes_it_so() {
    let different: Vec<String> = (1..=101).map(|us| format!(r#"{{"op":"python","us":{us}}}"#)).collect();
    let json = format!(r#"{{"runtime":"one-lock","threads":[{{"name":"w","ops":[{}]}}]}}"#, different.join(","));
    let fault = "this run has more than 100 different operations, and each is timed alone before it";
    let fix = "use fewer kernels, sizes and times, or simulate it";
    is(&json, Code::Work, "/threads", ["", ""], [fault, fix]);
    let long = r#"{"runtime":"one-lock","threads":[{"name":"short","ops":[{"op":"python","us":1}]},
        {"name":"long","repeat":9000000,"ops":[{"op":"kernel","name":"schur","n":1024,"batch":4096}]}]}"#;
    let found = refusal(simulate::simulate(&Scenario::from_json(long).unwrap()).unwrap_err());
    assert_eq!((found.code, &*found.path), (Code::Work, "/threads/1/repeat"), "{found:?}");
    assert!(found.message.starts_with("this run is too long to simulate: it takes more than"), "{found:?}");
}

#[test]
fn a_refusal_travels_as_json_with_all_its_parts() {
    let found = serde_json::to_value(refused(&whole("\"cores\":0"))).unwrap();
    let expected = serde_json::json!({
        "code": "range", "path": "/cores", "value": "0", "bound": "1 to 1024", "fix": "choose a value from 1 to 1024",
        "message": "cores is 0: choose a value from 1 to 1024",
    });
    assert_eq!(found, expected);
    let words: Value = serde_json::to_value([Code::Unreadable, Code::Memory]).unwrap();
    assert_eq!(words, serde_json::json!(["unreadable", "memory"]));
}

#[test]
fn every_interpreter_that_is_offered_has_its_row() {
    assert_eq!(policy::TABLE.map(|row| row.runtime), Runtime::ALL);
}
