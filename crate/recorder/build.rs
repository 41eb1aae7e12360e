//! Compiles the agent, a library without dependencies, which the recorder then carries along.
//!
//! Invariant: no compiler but the one that compiles the recorder is needed, and nothing is fetched.

use std::env;
use std::path::Path;
use std::process::Command;

fn main() {
    for folder in ["agent", "src/layout.rs", "build.rs"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    let told = |name: &str| env::var(name).unwrap_or_else(|_| panic!("cargo sets {name}"));
    let library = Path::new(&told("OUT_DIR")).join("agent.so");
    // Elsewhere nothing is recorded.
    if (told("CARGO_CFG_TARGET_OS"), told("CARGO_CFG_TARGET_ARCH")) != ("linux".into(), "x86_64".into()) {
        return;
    }
    let mut rustc = Command::new(told("RUSTC"));
    rustc.args(["--crate-type", "cdylib", "--crate-name", "gil_agent", "--edition", "2024"]);
    rustc.args(["-C", "opt-level=3", "-C", "panic=abort", "-C", "strip=symbols", "--target", &told("TARGET")]);
    if let Ok(linker) = env::var("RUSTC_LINKER") {
        rustc.arg(format!("-Clinker={linker}"));
    }
    rustc.arg("-o").arg(&library).arg("agent/lib.rs");
    let status = rustc.status().unwrap_or_else(|error| panic!("the agent can't be compiled: {error}"));
    assert!(status.success(), "the agent can't be compiled");
}
