//! The imports of all Rust sources, drawn: no folder leads back to itself, and no file but to its own parent or child.

use crate::imports::{Module, Package, packages};
use std::collections::{BTreeMap, BTreeSet};

/// Who leads to whom: the file with the longest part of each path.
fn drawn(package: &Package) -> BTreeMap<&Module, BTreeSet<&Module>> {
    let file_of = |path: &Module| {
        let beginnings = (0..=path.len()).rev().map(|length| path[..length].to_vec());
        beginnings.filter_map(|module| package.get_key_value(&module)).map(|(module, _)| module).next()
    };
    let edges = package
        .iter()
        .map(|(from, file)| (from, file.paths.iter().filter_map(file_of).filter(|to| *to != from).collect()));
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
