//! The imports of all Rust sources, drawn: no folder leads back to itself, and no file but to its own parent or child.
//!
//! Invariant: the sources are read by a parser of Rust, so `use crate::{a, b}`, `super::super` and a path inside an
//! expression all count; what stands in macros' own tokens and in unit tests does not.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use syn::visit::{self, Visit};

/// Each package: where its files lie, and the one with which it begins. A file belongs to the last folder that holds it.
const PACKAGES: [(&str, &str); 10] = [
    ("crate", "lib.rs"),
    ("crate/bin", "gil.rs"),
    ("crate/atlas", "lib.rs"),
    ("crate/atlas/page", "lib.rs"),
    ("crate/cores/first", "lib.rs"),
    ("crate/cores/full", "lib.rs"),
    ("crate/files", "lib.rs"),
    ("crate/kernels", "lib.rs"),
    ("crate/simulator", "lib.rs"),
    ("xtask/src", "main.rs"),
];

/// The way to a module from the beginning of its package.
type Module = Vec<String>;

/// The modules of one package that are files, each with the paths that it names.
type Package = BTreeMap<Module, BTreeSet<Module>>;

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

fn walk(folder: &Path, package: (&str, &str), module: &Module, found: &mut Package) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = entry.file_name().unwrap().to_string_lossy().into_owned();
        let inside = |name: &str| [&module[..], &[name.to_owned()]].concat();
        if entry.is_dir() {
            let of_another = PACKAGES.iter().any(|(other, _)| *other != package.0 && root.join(other) == entry);
            if !of_another && !["src", "target", "data"].contains(&&*name) {
                walk(&entry, package, &inside(&name), found);
            }
        } else if let Some(stem) = name.strip_suffix(".rs") {
            let begins = module.is_empty() && name == package.1;
            let module = if begins || stem == "mod" { module.clone() } else { inside(stem) };
            let paths = named(&entry, &module);
            assert!(found.insert(module, paths).is_none(), "{} is a module twice", entry.display());
        }
    }
}

fn packages() -> Vec<(&'static str, Package)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |package: (&'static str, &'static str)| {
        let mut found = Package::new();
        walk(&root.join(package.0), package, &Module::new(), &mut found);
        (package.0, found)
    };
    PACKAGES.into_iter().map(read).collect()
}

/// Who leads to whom: the file with the longest part of each path.
fn drawn(package: &Package) -> BTreeMap<&Module, BTreeSet<&Module>> {
    let file_of = |path: &Module| {
        let beginnings = (0..=path.len()).rev().map(|length| path[..length].to_vec());
        beginnings.filter_map(|module| package.get_key_value(&module)).map(|(module, _)| module).next()
    };
    let edges =
        package.iter().map(|(from, paths)| (from, paths.iter().filter_map(file_of).filter(|to| *to != from).collect()));
    edges.collect()
}

fn is_parent(parent: &Module, child: &Module) -> bool {
    child.starts_with(parent)
}

/// Those from which a way leads back to themselves.
fn circles<'a, T: Ord>(edges: &BTreeMap<&'a T, BTreeSet<&'a T>>) -> Vec<&'a T> {
    let reached = |from: &T| {
        let mut seen: BTreeSet<&T> = BTreeSet::new();
        let mut next: Vec<&T> = edges.get(from).into_iter().flatten().copied().collect();
        while let Some(one) = next.pop() {
            if seen.insert(one) {
                next.extend(edges.get(one).into_iter().flatten());
            }
        }
        seen.contains(from)
    };
    edges.keys().copied().filter(|one| reached(one)).collect()
}

#[test]
fn no_file_leads_back_to_itself_but_through_its_parent_or_child() {
    for (name, package) in packages() {
        let mut edges = drawn(&package);
        for (from, to) in &mut edges {
            to.retain(|to| !is_parent(from, to) && !is_parent(to, from));
        }
        assert_eq!(circles(&edges), Vec::<&Module>::new(), "in {name}");
    }
}

#[test]
fn no_folder_leads_back_to_itself() {
    for (name, package) in packages() {
        let rooms: BTreeSet<String> = package.keys().filter_map(|module| module.first().cloned()).collect();
        let room = |module: &Module| module.first().and_then(|name| rooms.get(name));
        let mut edges = BTreeMap::<&String, BTreeSet<&String>>::new();
        for (from, to) in drawn(&package) {
            let Some(from) = room(from) else { continue };
            edges.entry(from).or_default().extend(to.into_iter().filter_map(room).filter(|to| *to != from));
        }
        assert_eq!(circles(&edges), Vec::<&String>::new(), "in {name}");
    }
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
