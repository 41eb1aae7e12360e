//! What each Rust source imports, read by a parser of Rust.
//!
//! Invariant: `use crate::{a, b}`, `super::super` and a path inside an expression all count; what stands in macros' own
//! tokens and in unit tests does not.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use syn::visit::{self, Visit};

/// Each package: where its files lie, and the one with which it begins.
const PACKAGES: [(&str, &str); 13] = [
    ("crate/core/src", "lib.rs"),
    ("crate/cli/src", "main.rs"),
    ("crate/atlas/src", "lib.rs"),
    ("crate/atlas-page/src", "lib.rs"),
    ("crate/cores/first/src", "lib.rs"),
    ("crate/cores/full/src", "lib.rs"),
    ("crate/files/src", "lib.rs"),
    ("crate/kernels/src", "lib.rs"),
    ("crate/recorder/agent", "lib.rs"),
    ("crate/recorder/src", "lib.rs"),
    ("crate/recordings/src", "lib.rs"),
    ("crate/simulator/src", "lib.rs"),
    ("xtask/src", "main.rs"),
];

/// The way to a module from the beginning of its package.
pub(crate) type Module = Vec<String>;

/// One file of a package.
pub(crate) struct File {
    /// Where it lies, from the top of the repository.
    pub(crate) name: String,
    /// The paths that it names, from the beginning of its package.
    pub(crate) paths: BTreeSet<Module>,
}

/// The modules of one package that are files.
pub(crate) type Package = BTreeMap<Module, File>;

/// What one file names: full paths from the beginning of its package.
struct Named {
    module: Module,
    paths: BTreeSet<Module>,
}

impl Named {
    fn add(&mut self, path: &[String]) {
        let mut at = self.module.clone();
        let rest = match path.first().map(String::as_str) {
            Some("crate") => {
                at.clear();
                &path[1..]
            }
            Some("self") => &path[1..],
            Some("super") => {
                let ups = path.iter().take_while(|step| *step == "super").count();
                at.truncate(at.len().saturating_sub(ups));
                &path[ups..]
            }
            // A child, or something that was imported by one of the others.
            _ => path,
        };
        at.extend(rest.iter().cloned());
        self.paths.insert(at);
    }

    fn tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let longer = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.tree(&longer(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.add(&longer(&name.ident)),
            syn::UseTree::Rename(name) => self.add(&longer(&name.ident)),
            syn::UseTree::Glob(_) => self.add(before),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(before, tree)),
        }
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|it| matches!(&it.meta, syn::Meta::List(list) if list.tokens.to_string() == "test"))
}

impl<'ast> Visit<'ast> for Named {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&[], &item.tree);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if item.content.is_none() || is_test(&item.attrs) {
            return;
        }
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.add(&names);
        visit::visit_path(self, path);
    }
}

fn named(file: &Path, module: &[String]) -> BTreeSet<Module> {
    let text = fs::read_to_string(file).unwrap();
    let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut named = Named { module: module.to_vec(), paths: BTreeSet::new() };
    named.visit_file(&parsed);
    named.paths
}

fn walk(folder: &Path, first: &str, module: &Module, found: &mut Package) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = entry.file_name().unwrap().to_string_lossy().into_owned();
        let inside = |name: &str| [&module[..], &[name.to_owned()]].concat();
        if entry.is_dir() {
            walk(&entry, first, &inside(&name), found);
        } else if let Some(stem) = name.strip_suffix(".rs") {
            let begins = module.is_empty() && name == first;
            let module = if begins || stem == "mod" { module.clone() } else { inside(stem) };
            let paths = named(&entry, &module);
            let name = entry.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_string_lossy().replace('\\', "/");
            assert!(found.insert(module, File { name, paths }).is_none(), "{} is a module twice", entry.display());
        }
    }
}

/// All packages, each by the folder of its files.
pub(crate) fn packages() -> Vec<(&'static str, Package)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |package: (&'static str, &'static str)| {
        let mut found = Package::new();
        walk(&root.join(package.0), package.1, &Module::new(), &mut found);
        (package.0, found)
    };
    PACKAGES.into_iter().map(read).collect()
}

#[test]
fn an_import_is_seen_however_it_is_written() {
    let text = "use crate::{a, b::{self, C as D}}; use super::super::e::*; fn f() { crate::g::h(super::i::J::K); }
        #[cfg(test)] mod tests { use crate::t; } mod inside { use super::l; }";
    let mut named = Named { module: vec!["x".into(), "y".into()], paths: BTreeSet::new() };
    named.visit_file(&syn::parse_file(text).unwrap());
    let seen: Vec<String> = named.paths.iter().map(|path| path.join("::")).collect();
    for path in ["a", "b::self", "b::C", "e", "g::h", "x::i::J::K", "x::y::l"] {
        assert!(seen.iter().any(|known| known == path), "{path} is not among {seen:?}");
    }
    assert!(!seen.iter().any(|path| path.ends_with('t')), "{seen:?}");
}
