//! The sanity gate, reason by reason: what it lets pass and what it doubts.

use gil_playground::engine::simulate::simulate;
use gil_playground::timeline::doubts::{Code, Compared, Doubt, between};
use gil_playground::timeline::report::{Engine, Environment, Head};
use gil_playground::timeline::{ascii, open, svg};
use gil_playground::{Report, Scenario};

fn scenario(runtime: &str, threads: &str) -> Scenario {
    let json = format!(r#"{{"runtime":"{runtime}","cores":2,"threads":[{threads}]}}"#);
    Scenario::from_json(&json).unwrap()
}

const QR: &str = r#"{"name":"worker","count":4,"repeat":8,"ops":[{"op":"kernel","name":"qr","n":256,"us":4000}]}"#;
const DET: &str =
    r#"{"name":"worker","count":4,"repeat":8,"ops":[{"op":"kernel","name":"det","n":256,"gil":"holds","us":4000}]}"#;
const HOGS: &str = r#"{"name":"hog","count":4,"ops":[{"op":"python","us":50000}]}"#;

/// What a quiet machine of two cores measures: as it is simulated, under a measured head.
fn measured(runtime: &str, threads: &str) -> Report {
    let Report { head, timeline } = simulate(&scenario(runtime, threads)).unwrap();
    let environment = Environment { cores: 2, timer_step_us: 5.0, ..Environment::native() };
    Report::judged(Head { engine: Engine::Measured, environment, ..head }, timeline)
}

/// The same with something wrong.
fn judged(report: &Report, change: impl FnOnce(&mut Head)) -> Vec<Doubt> {
    let Report { mut head, timeline } = report.clone();
    change(&mut head);
    Report::judged(head, timeline).head.doubts
}

#[track_caller]
fn only(doubts: &[Doubt], code: Code, words: &str) {
    assert!(doubts.iter().map(|doubt| doubt.code).eq([code]), "{doubts:?}");
    assert!(doubts[0].sentence.contains(words), "{doubts:?}");
}

#[test]
fn a_quiet_machine_is_believed_whoever_answers() {
    for runtime in ["one-lock", "cpython-2.7", "cpython-3.9", "cpython-3.12", "cpython-3.13t", "subinterpreters"] {
        for threads in [QR, DET, HOGS] {
            let report = measured(runtime, threads);
            assert_eq!(report.head.doubts, [], "{runtime} {threads}");
        }
    }
}

#[test]
fn what_is_simulated_has_no_clock_no_neighbours_and_no_tab() {
    let Report { mut head, timeline } = measured("cpython-3.12", QR);
    head.engine = Engine::Simulated;
    head.environment = Environment { hidden: true, backwards_us: 1e7, timer_step_us: 1e5, ..head.environment };
    head.metrics.speedup = 7.25;
    assert_eq!(Report::judged(head, timeline).head.doubts, []);
}

#[test]
fn no_speedup_is_above_what_cores_threads_and_the_work_can_give() {
    let qr = measured("cpython-3.12", QR);
    only(
        &judged(&qr, |head| head.metrics.speedup = 7.25),
        Code::Speedup,
        "7.25 is more than the 2 that this work allows",
    );
    only(&judged(&qr, |head| head.metrics.speedup = 2.11), Code::Speedup, "2.11");
    assert_eq!(judged(&qr, |head| head.metrics.speedup = 2.09), []);
    let many = |head: &mut Head| head.environment.cores = 64;
    let above = |speedup| {
        move |head: &mut Head| {
            many(head);
            head.metrics.amdahl_bound = 4.0;
            head.metrics.speedup = speedup;
        }
    };
    only(&judged(&qr, above(4.3)), Code::Speedup, "more than the 4");
    assert_eq!(judged(&qr, above(4.1)), []);
    let hogs = measured("cpython-3.12", HOGS);
    only(&judged(&hogs, |head| head.metrics.speedup = 1.45), Code::Speedup, "1.45 is more than the 1 that");
}

#[test]
fn a_thread_that_computes_alone_takes_as_long_as_alone() {
    for runtime in ["one-lock", "cpython-3.12"] {
        let hogs = measured(runtime, HOGS);
        let alone = hogs.head.one_thread_us;
        for speedup in [0.65, 0.79, 0.80] {
            let doubts = judged(&hogs, |head| head.one_thread_us = alone * speedup);
            only(&doubts, Code::Slowed, "only one thread computed at a time");
            assert!((doubts[0].value * speedup - 1.0).abs() < 0.02, "{doubts:?}");
        }
        assert_eq!(judged(&hogs, |head| head.one_thread_us = alone * 0.92), []);
    }
    // Two cores for four threads: each takes twice as long, and that is as it should be.
    assert_eq!(measured("cpython-3.14t", HOGS).head.doubts, []);
    // At every tick 2.7 loses time of its own.
    let fought = measured("cpython-2.7", HOGS);
    assert_eq!(judged(&fought, |head| head.one_thread_us *= 0.7), []);
}

#[test]
fn a_hidden_tab_and_a_coarse_clock_are_doubted() {
    let qr = measured("cpython-3.12", QR);
    only(&judged(&qr, |head| head.environment.hidden = true), Code::Hidden, "the tab was hidden");
    let coarse = judged(&qr, |head| head.environment.timer_step_us = 100_000.0);
    only(&coarse, Code::Steps, "an operation alone takes 4000 µs, only 0.04 steps of this clock");
    assert!(!coarse[0].again, "the clock has the same steps the next time");
    let few = judged(&qr, |head| head.environment.timer_step_us = 1900.0);
    only(&few, Code::Steps, "the whole run takes");
    assert_eq!(judged(&qr, |head| head.environment.timer_step_us = 1000.0), []);
}

#[test]
fn other_programs_on_the_cores_are_doubted() {
    let qr = measured("cpython-3.12", QR);
    let busy = judged(&qr, |head| head.environment.free = Some(0.6));
    only(&busy, Code::Busy, "other programs took 40 % of the cores");
    assert_eq!(judged(&qr, |head| head.environment.free = Some(0.9)), []);
}

#[test]
fn a_clock_that_another_one_contradicts_is_doubted() {
    let qr = measured("cpython-3.12", QR);
    let clocks = |lived: [f64; 2], elapsed: f64| {
        judged(&qr, |head| {
            head.environment.lived_us = Some(lived);
            head.environment.elapsed_us = Some(elapsed);
        })
    };
    assert_eq!(clocks([400e3, 401e3], 420e3), []);
    assert_eq!(clocks([400e3, 401e3], 1_100e3), [], "messages take their time on a busy machine");
    only(&clocks([0.0, 401e3], 420e3), Code::Clock, "counted 0 ms");
    let leapt = judged(&qr, |head| {
        head.wall_us += 10e6;
        head.environment.lived_us = Some([400e3, 401e3]);
        head.environment.elapsed_us = Some(420e3);
    });
    only(&leapt, Code::Clock, "where the page's counted 420 ms");
    only(&clocks([400e3, 3_600e6], 420e3), Code::Clock, "counted 3600000 ms where the page's counted 420 ms");
    only(&clocks([0.0, 401e3], 4_000e3), Code::Clock, "counted 0 ms where the page's counted 4000 ms");
    only(&judged(&qr, |head| head.environment.backwards_us = 10e6), Code::Clock, "went back by 10000 ms");
    only(&judged(&qr, |head| head.clock_error_us = 30e3), Code::Clock, "agree only within 30 ms");
}

#[test]
fn a_run_that_one_interruption_could_have_made_is_doubted() {
    let hogs = measured("one-lock", HOGS);
    assert_eq!(judged(&hogs, |head| head.wall_us = 10e3), []);
    let short = judged(&hogs, |head| head.wall_us = 9.5e3);
    only(&short, Code::Short, "the whole run takes 9.5 ms, and what else");
    assert!(!short[0].again, "it would be as short a second time");
}

/// As the page hands runs to the gate.
fn compared(reports: [&Report; 2], change: impl Fn(&mut [Head; 2])) -> Vec<Doubt> {
    let mut heads = reports.map(|report| report.head.clone());
    change(&mut heads);
    let runs: Vec<Compared> =
        heads.iter().map(|head| serde_json::from_str(&serde_json::to_string(head).unwrap()).unwrap()).collect();
    between(&runs)
}

#[test]
fn baselines_of_the_same_work_are_near_one_another() {
    let (locked, free) = (measured("one-lock", QR), measured("cpython-3.12", QR));
    assert_eq!(compared([&locked, &free], |_| {}), []);
    let far = compared([&locked, &free], |heads| {
        heads[0].one_thread_us = 3_560e3;
        heads[1].one_thread_us = 393e3;
    });
    only(&far, Code::Baselines, "the same work took 3560 ms before one run and 393 ms before another");
    let near = |factor: f64| compared([&locked, &free], |heads| heads[1].one_thread_us *= factor);
    assert_eq!(near(1.2), []);
    only(&near(1.3), Code::Baselines, "alone");
    only(&near(0.7), Code::Baselines, "alone");
    // The price of having no GIL is no noise.
    let hogs = ["cpython-3.12", "cpython-3.13t"].map(|runtime| measured(runtime, HOGS));
    assert_eq!(compared([&hogs[0], &hogs[1]], |_| {}), []);
    // Other work is another question.
    assert_eq!(compared([&locked, &hogs[0]], |_| {}), []);
}

#[test]
fn a_difference_that_nothing_in_the_runs_explains_is_not_told() {
    for work in [DET, HOGS] {
        let (locked, holds) = (measured("one-lock", work), measured("cpython-3.12", work));
        let slower = |factor: f64| compared([&locked, &holds], |heads| heads[0].wall_us = heads[1].wall_us * factor);
        only(&slower(1.37), Code::NoCause, "nothing in them explains why one took 1.37 times as long");
        only(&slower(0.73), Code::NoCause, "1.37 times");
        assert_eq!(slower(1.05), [], "that is the same time");
    }
    let (locked, free) = (measured("one-lock", QR), measured("cpython-3.12", QR));
    assert_eq!(compared([&locked, &free], |_| {}), [], "a lock that is let go explains it");
    let all_in_one = compared([&measured("cpython-3.12", HOGS), &measured("subinterpreters", HOGS)], |heads| {
        heads[0].wall_us *= 1.5;
    });
    only(&all_in_one, Code::NoCause, "the same way");
    // Turns of 50 µs cost hand-offs.
    let short = compared([&measured("cpython-3.12", HOGS), &measured("cpython-3.12", HOGS)], |heads| {
        heads[1].scenario.switch_interval_us = 50.0;
        heads[1].wall_us *= 1.3;
    });
    assert_eq!(short, []);
}

#[test]
fn a_difference_within_the_machines_own_noise_is_not_told() {
    let (locked, free) = (measured("one-lock", QR), measured("cpython-3.12", QR));
    let noisy = compared([&locked, &free], |heads| {
        heads[0].wall_us = heads[0].one_thread_us * 1.13;
        heads[1].wall_us = heads[0].wall_us / 1.1;
    });
    only(&noisy, Code::Noise, "by chance");
    let clear = compared([&locked, &free], |heads| heads[1].wall_us = heads[0].wall_us / 1.1);
    assert_eq!(clear, []);
}

#[test]
fn pictures_and_files_carry_the_verdict_and_no_conclusion() {
    let Report { mut head, timeline } = measured("cpython-3.12", QR);
    head.environment.hidden = true;
    let report = Report::judged(head, timeline);
    let text = ascii::draw(&report);
    assert!(text.contains("too noisy to compare: the tab was hidden") && !text.contains("speedup"), "{text}");
    let picture = svg::draw(&report);
    assert!(picture.contains("Too noisy to compare: the tab was hidden"), "{picture}");
    assert!(!picture.contains(&format!("{:.2}×", report.head.metrics.speedup)), "{picture}");
    let json = report.to_json();
    assert!(json.contains(r#""doubts":[{"code":"hidden","sentence":"the tab was hidden"#), "{json}");
    assert_eq!(open::reports(json.as_bytes()), Ok(vec![report]), "and is judged again when it is opened");
}

#[test]
fn an_old_report_without_a_verdict_is_judged_when_it_is_opened() {
    let report = measured("cpython-3.12", QR);
    let mut old: serde_json::Value = serde_json::from_str(&report.to_json()).unwrap();
    old.as_object_mut().unwrap().remove("doubts");
    assert_eq!(open::reports(old.to_string().as_bytes()).unwrap()[0].head.doubts, []);
    old["environment"]["hidden"] = true.into();
    only(&open::reports(old.to_string().as_bytes()).unwrap()[0].head.doubts, Code::Hidden, "hidden");
}
