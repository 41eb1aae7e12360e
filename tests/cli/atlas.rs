//! `gil atlas` as its users meet it, and the rules that a Scenario asks it for.

use crate::shell::{complaint, gil, scenario};
use serde_json::Value;

/// What `gil atlas` prints.
fn atlas(arguments: &[&str]) -> String {
    let output = gil(&[&["atlas"], arguments].concat(), "");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_atlas_answers_with_verdict_rule_source_and_measurement() {
    let cases: [(&[&str], &str); 9] = [
        (&["numpy.linalg.det", "1500x1500"], "holds"),
        (&["numpy.linalg.inv", "1500x1500"], "releases"),
        (&["np.linalg.inv", "22x22"], "holds"),
        (&["numpy.matmul", "20x2000000", "2000000x20"], "holds"),
        (&["numpy.linalg.qr", "200x200"], "mixed"),
        (&["numpy.linalg.inv"], "depends"),
        (&["numpy.add", "300000", "300000", "--dtype", "object"], "holds"),
        (&["numpy.linalg.svd(a, compute_uv=False)", "1000x520"], "releases"),
        (&["scipy.linalg.inv", "1000x1000"], "holds"),
    ];
    for (arguments, verdict) in cases {
        let text = atlas(arguments);
        assert_eq!(text.split_whitespace().next(), Some(verdict), "{arguments:?}: {text}");
        let package = if arguments[0].starts_with("scipy") { "scipy 1.17.1 scipy/" } else { "numpy 2.4.6 numpy/" };
        for part in ["\nrule ", "\nsource ", package, "\nmeasured ", "of the time"] {
            assert!(text.contains(part), "no {part:?} for {arguments:?} in\n{text}");
        }
        let json: Value = serde_json::from_str(&atlas(&[arguments, &["--format", "json"]].concat())).unwrap();
        assert_eq!(json["verdict"], verdict);
        assert!(json["steps"][0]["line"].as_u64() > Some(0), "{json}");
    }
}

#[test]
fn the_atlas_knows_the_askers_own_numpy_by_its_source_only() {
    let text = atlas(&["--numpy", "1.5.1", "numpy.linalg.det", "1500x1500"]);
    assert!(text.starts_with("holds"), "{text}");
    for part in ["numpy 1.5.1 numpy/linalg/lapack_litemodule.c:", "source only, not measured"] {
        assert!(text.contains(part), "no {part} in\n{text}");
    }
    assert!(!text.contains("of the time"), "{text}");
    let list = atlas(&[]);
    assert!(list.lines().count() > 200, "{list}");
    for line in [
        "releases  numpy.linalg.inv(a)  (the arrays decide)",
        "depends   numpy.matmul(a, b)",
        "holds     numpy.add(a, b)  --dtype object",
    ] {
        assert!(list.lines().any(|listed| listed == line), "{line} is not in\n{list}");
    }
}

#[test]
fn what_is_not_in_the_atlas_is_told_with_what_is() {
    let cases: [(&[&str], &str); 8] = [
        (&["numpy.linalg.dte", "3x3"], "did you mean numpy.linalg.det"),
        (&["numpy.zzzzzz"], "`gil atlas` lists what is"),
        (&["numpy.linalg.det", "3x4"], "m is 3 in one place and 4 in another"),
        (&["numpy.linalg.det", "3"], "needs at least 2"),
        (&["numpy.linalg.det", "3y"], "write lengths from 1 to"),
        (&["numpy.matmul", "3x3"], "takes 2 shapes and got 1"),
        (&["numpy.linalg.det", "3x3", "--dtype", "int7"], "use one of float64"),
        (&["--numpy", "1.6.0", "numpy.linalg.det", "3x3"], "choose numpy 2.4.6"),
    ];
    for (arguments, message) in cases {
        let text = complaint(&[&["atlas"], arguments].concat(), "");
        assert!(text.contains(message), "{arguments:?}: {text}");
    }
}

#[test]
fn the_atlas_takes_what_people_type() {
    let cases: [(&[&str], &str); 8] = [
        (&["numpy.linalg.inv 23x23"], "releases the GIL: numpy.linalg.inv(a) on 23x23"),
        (&["numpy.linalg.inv", "(23, 23)"], "releases the GIL: numpy.linalg.inv(a) on 23x23"),
        (&["from scipy.linalg import eigh", "300x300"], "holds the GIL: scipy.linalg.eigh(a) on 300x300"),
        (&["a.dot(b)", "700x700", "700x700"], "releases the GIL: numpy.dot(a, b)"),
        (&["np.vecdot"], "numpy.vecdot is another name for numpy.linalg.vecdot"),
        (&["scipy.special.expit", "1000"], "the same rule decides"),
        (&["numpy.einsum", "100x100", "100x100"], "these shapes fit numpy.einsum('ij,jk->ik', a, b), not"),
        (&["ThreadPoolExecutor"], "How much can my job gain?"),
    ];
    for (arguments, told) in cases {
        let text = atlas(arguments);
        assert!(text.contains(told), "no {told:?} for {arguments:?} in\n{text}");
    }
}

#[test]
fn numpy_in_a_scenario_is_the_numpy_of_its_python() {
    let released = |runtime: &str, kernel: &str| {
        let op = format!(r#"{{"op":"kernel","name":"{kernel}","n":300,"gil":"numpy","us":1000}}"#);
        let output = gil(&["simulate"], &scenario(runtime, &op));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let spans = report["lanes"][0]["spans"].as_array().unwrap();
        spans.iter().any(|span| span["state"] == "kernel-released")
    };
    assert!(released("cpython-3.12", "inv") && !released("cpython-2.7", "inv"));
    assert!(released("cpython-3.12", "matmul") && released("cpython-2.7", "matmul"));
    assert!(!released("cpython-3.12", "det") && !released("cpython-3.12", "lu"));
}
