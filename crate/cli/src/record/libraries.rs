//! Which libraries decide how a program computes: NumPy, SciPy and their BLAS.
//!
//! Invariant: files are read and nothing else; what they don't say isn't told.

use gil_playground::record::facts::Library;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Those whose versions stand beside them, where packages are installed.
const PACKAGES: [&str; 2] = ["numpy", "scipy"];
const FOLDERS: [&str; 2] = ["site-packages", "dist-packages"];
/// A part of the name of the file, and what it is.
const BLAS: [(&str, &str); 5] = [
    ("openblas", "OpenBLAS"),
    ("libmkl_rt.", "MKL"),
    ("libblis.", "BLIS"),
    ("libflexiblas.", "FlexiBLAS"),
    ("libblas.so", "the reference BLAS"),
];
/// So many bytes of a library are looked through for its version.
const MOST: u64 = 200_000_000;

/// What was found so far.
#[derive(Default)]
pub(super) struct Libraries {
    found: Vec<Library>,
    /// Those whose files say their version, which takes a moment.
    openblas: Vec<(usize, PathBuf)>,
    /// With how many threads a file computes in a process.
    threads: Vec<(usize, String, u64)>,
}

impl Libraries {
    /// What it means that a process has loaded this file.
    pub(super) fn loads(&mut self, process: usize, pid: u32, file: &str) {
        for package in PACKAGES {
            let Some(folder) = folder(file, package) else { continue };
            let name = package.to_owned();
            if self.found.iter().any(|it| it.process == process && it.name == name) {
                continue;
            }
            self.found.push(Library { process, name, version: version_beside(folder, package), threads: None });
            self.blas(process, pid);
        }
    }

    /// What a BLAS says of itself when it is loaded.
    pub(super) fn computes_with(&mut self, process: usize, file: &str, threads: u64) {
        self.threads.push((process, file_name(file), threads));
    }

    /// Which of those that are mapped there.
    fn blas(&mut self, process: usize, pid: u32) {
        let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap_or_default();
        let files = maps.lines().filter_map(|line| Some(&line[line.find('/')?..]));
        let mut named = files.filter_map(|file| {
            let own = file_name(file);
            let (_, name) = BLAS.iter().find(|(part, _)| own.contains(part))?;
            Some((file, (*name).to_owned()))
        });
        let Some((file, name)) = named.next() else { return };
        let known = self.found.iter().any(|it| it.process == process && it.name == name)
            || self.openblas.iter().any(|(it, path)| *it == process && path == Path::new(file));
        match name.as_str() {
            _ if known => {}
            "OpenBLAS" => self.openblas.push((process, file.into())),
            _ => self.found.push(Library { process, name, ..Library::default() }),
        }
    }

    /// All of them.
    pub(super) fn all(self) -> Vec<Library> {
        let threads = |process: usize, file: &Path| {
            let own = file_name(&file.display().to_string());
            self.threads.iter().find(|(of, name, _)| *of == process && *name == own).map(|(.., threads)| *threads)
        };
        let openblas = self.openblas.into_iter().map(|(process, file)| Library {
            process,
            name: "OpenBLAS".into(),
            version: version_inside(&file).ok().flatten(),
            threads: threads(process, &file),
        });
        self.found.into_iter().chain(openblas).collect()
    }
}

pub(super) fn file_name(path: &str) -> String {
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// `/…/site-packages` of `/…/site-packages/numpy/linalg/_umath_linalg.so`
fn folder<'f>(file: &'f str, package: &str) -> Option<&'f Path> {
    let (folder, _) = file.split_once(&format!("/{package}/"))?;
    FOLDERS.iter().any(|name| folder.ends_with(name)).then_some(Path::new(folder))
}

/// `2.4.6` of `numpy-2.4.6.dist-info`
fn version_beside(folder: &Path, package: &str) -> Option<String> {
    let names = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut versions = names.filter_map(|name| {
        let rest = name.strip_prefix(package)?.strip_prefix('-')?;
        let version = rest.strip_suffix(".dist-info").or_else(|| rest.strip_suffix(".egg-info"))?;
        Some(version.to_owned())
    });
    versions.next()
}

/// `0.3.30` of the `OpenBLAS 0.3.30  DYNAMIC_ARCH …` that it says of its configuration.
fn version_inside(file: &Path) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    fs::File::open(file)?.take(MOST).read_to_end(&mut bytes)?;
    let says = bytes.split(|byte| *byte == b'O').find_map(|rest| {
        let version = rest.strip_prefix(b"penBLAS ")?.split(|byte| !byte.is_ascii_digit() && *byte != b'.').next()?;
        version.first()?.is_ascii_digit().then(|| String::from_utf8_lossy(version).into_owned())
    });
    Ok(says)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_where_files_say_them() {
        let folder = std::env::temp_dir().join(format!("gil-libraries-{}", std::process::id()));
        let packages = folder.join("site-packages");
        fs::create_dir_all(packages.join("numpy-2.4.6.dist-info")).unwrap();
        fs::create_dir_all(packages.join("numpydoc-1.0.dist-info")).unwrap();
        let file = packages.join("numpy/core.so").display().to_string();
        let mut libraries = Libraries::default();
        libraries.loads(0, std::process::id(), &file);
        libraries.loads(0, std::process::id(), &file);
        libraries.loads(0, std::process::id(), "/opt/numpy/other.so");
        let numpy = Library { process: 0, name: "numpy".into(), version: Some("2.4.6".into()), threads: None };
        assert_eq!(libraries.all(), [numpy]);
        let blas = folder.join("libopenblas.so");
        fs::write(&blas, b"OpenBLAS \0OpOpenBLAS 0.3.30  NO_AFFINITY\0").unwrap();
        assert_eq!(version_inside(&blas).unwrap().as_deref(), Some("0.3.30"));
        fs::remove_dir_all(folder).unwrap();
    }
}
