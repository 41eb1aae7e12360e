//! Every version that is fixed by hand; nothing else in the repository's tooling names one of these.

/// The nightly that builds `std` for wasm threads.
pub(crate) const NIGHTLY: &str = "nightly-2026-10-01";
/// Must be the version in `Cargo.lock`: the glue and the crate share a format that changes with each release.
pub(crate) const WASM_BINDGEN: &str = "0.2.130";
pub(crate) const WASM_PACK: &str = "0.15.1";
pub(crate) const GECKODRIVER: &str = "0.37.1";
/// The first line of releases whose themes the examples were looked at in.
pub(crate) const MDBOOK: &str = "0.5.4";
/// The first allocator for `std` that fills memory of a fixed size, which [`NIGHTLY`] has and Debian has not.
pub(crate) const DLMALLOC: &str = "0.2.14";
/// The toolchain when no nightly can be had; Debian names the linker's package after its version.
pub(crate) const DEBIAN_TOOLCHAIN: &[&str] = &["rustc-web", "rust-web-src", "lld-22"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wasm_bindgen_is_the_version_in_the_lock_file() {
        let lock = include_str!("../../Cargo.lock").replace("\r\n", "\n");
        for name in ["wasm-bindgen", "wasm-bindgen-cli-support"] {
            let entry = format!("name = \"{name}\"\nversion = \"{WASM_BINDGEN}\"\n");
            assert!(lock.contains(&entry), "Cargo.lock has another {name} than {WASM_BINDGEN}");
        }
    }
}
