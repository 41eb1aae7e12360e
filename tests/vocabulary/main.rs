//! The page's types and the JSON Schemas are what the Rust types of what travels say.
//!
//! `UPDATE_GOLDEN=1 cargo test --features types --test vocabulary` writes them anew.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../common/golden.rs"]
mod golden;

use gil_playground::atlas::list::Listed;
use gil_playground::atlas::measured::About;
use gil_playground::atlas::play::Told;
use gil_playground::atlas::thumb::Thumb;
use gil_playground::atlas::typed::Typed;
use gil_playground::engine::control::Phase;
use gil_playground::engine::measure::Found;
use gil_playground::error::Refusal;
use gil_playground::kernels;
use gil_playground::record::page::Head as RecordingHead;
use gil_playground::timeline::doubts::Doubt;
use gil_playground::timeline::formats;
use gil_playground::timeline::report::{Bare, Whole};
use gil_playground::timeline::svg;
use gil_playground::vocabulary::{Checked, Layout, LockUse, Needs, PresetWords, ReadingWords, Vocabulary};
use gil_playground::{Report, Scenario};
use schemars::JsonSchema;
use schemars::generate::{Contract, SchemaSettings};
use std::any::TypeId;
use std::collections::BTreeMap;
use std::fmt::Write;
use ts_rs::{Config, TS, TypeVisitor};

const HEAD: &str = "\
// From the Rust types of what travels: `tests/vocabulary` writes this file, and holds it to them. Invariant: types only. One file,
// because all of it is generated.
";

/// Every type that a root leads to, by its name.
struct Declared<'a> {
    config: &'a Config,
    seen: Vec<TypeId>,
    types: BTreeMap<String, String>,
}

impl TypeVisitor for Declared<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if self.seen.contains(&TypeId::of::<T>()) {
            return;
        }
        self.seen.push(TypeId::of::<T>());
        // What has no file of its own is a type of TypeScript's, or made of others.
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            self.types.insert(T::ident(self.config), format!("{docs}export {}\n", T::decl(self.config)));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// The declarations of all that these lead to.
fn typescript(roots: impl FnOnce(&mut Declared)) -> String {
    let config = Config::new().with_large_int("number");
    let mut declared = Declared { config: &config, seen: Vec::new(), types: BTreeMap::new() };
    roots(&mut declared);
    let tables: [(&str, &str, Vec<&str>); 2] = [
        ("KernelName", "The kernels of the playground.", kernels::CALLS.iter().map(|kernel| kernel.name).collect()),
        ("FormatName", "What runs can be saved as.", formats::WORDS.iter().map(|format| format.name).collect()),
    ];
    for (name, docs, words) in tables {
        // Only where it is meant.
        if declared.types.values().any(|other| other.contains(name)) {
            let union = words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(" | ");
            let declaration = format!("/**\n * {docs}\n */\nexport type {name} = {union};\n");
            declared.types.insert(name.into(), declaration);
        }
    }
    let types: Vec<String> = declared.types.into_values().collect();
    format!("{HEAD}\n{}", types.join("\n"))
}

fn what_the_page_is_told(declared: &mut Declared) {
    declared.visit::<Vocabulary>();
    declared.visit::<Checked>();
    declared.visit::<Refusal>();
    declared.visit::<Needs>();
    declared.visit::<PresetWords>();
    declared.visit::<Layout>();
    declared.visit::<LockUse>();
    declared.visit::<Found>();
    declared.visit::<Bare>();
    declared.visit::<Doubt>();
    declared.visit::<RecordingHead>();
    declared.visit::<ReadingWords>();
}

fn what_the_atlas_answers(declared: &mut Declared) {
    declared.visit::<Listed>();
    declared.visit::<Told>();
    declared.visit::<Typed>();
    declared.visit::<Thumb>();
    declared.visit::<About>();
}

/// What may be written, or what is written.
fn schema<T: JsonSchema>(contract: Contract) -> String {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.contract = contract);
    let schema = settings.into_generator().into_root_schema_for::<T>();
    serde_json::to_string_pretty(&schema).unwrap() + "\n"
}

#[test]
fn the_pages_types_are_those_of_the_core() {
    golden::matches("www/src/wasm/types.ts", &typescript(what_the_page_is_told));
}

#[test]
fn the_types_of_the_atlas_are_those_of_its_answers() {
    golden::matches("www/src/atlas/types.ts", &typescript(what_the_atlas_answers));
}

#[test]
fn the_elements_report_is_that_of_the_core() {
    golden::matches("www/src/element/report.ts", &typescript(|declared| declared.visit::<Whole>()));
}

#[test]
fn the_schema_of_a_scenario_is_that_of_the_core() {
    golden::matches("docs/schema/scenario.schema.json", &schema::<Scenario>(Contract::Deserialize));
}

#[test]
fn the_schema_of_a_report_is_that_of_the_core() {
    golden::matches("docs/schema/report.schema.json", &schema::<Report>(Contract::Serialize));
}

/// One state, one colour, light and dark: on the page and in saved pictures.
#[test]
fn the_colours_of_the_page_are_those_of_pictures() {
    let mut css = String::from(
        "/* The colours that the page and saved pictures have in common, from the core: `tests/vocabulary` writes this file, and\n   \
         holds it to them. Invariant: every colour is a pair for light and dark. */\n:root {\n",
    );
    for [token, light, dark] in svg::tokens() {
        let _ = writeln!(css, "  --{token}: light-dark({light}, {dark});");
    }
    golden::matches("www/src/ui/shared.css", &(css + "}\n"));
}

/// One state, one word for it.
#[test]
fn the_page_speaks_of_states_as_pictures_do() {
    let mut words = String::from(
        "// What a thread is doing, from the core: `tests/vocabulary` writes this file, and holds it to the words in saved\n// \
         pictures. Invariant: each finishes the sentence \"this thread is …\".\nexport const WORDS = {\n",
    );
    for (state, told) in svg::words() {
        let name = state.map_or("'pool'".into(), |state| serde_json::to_string(&state).unwrap().replace('"', "'"));
        let plain = name.trim_matches('\'');
        let name = if plain.contains('-') { &name } else { plain };
        let _ = writeln!(words, "  {name}: '{told}',");
    }
    golden::matches("www/src/wasm/words.ts", &(words + "} as const;\n"));
}

/// `Phase::ALL` has the names by hand, since the page reads a phase as a number.
#[test]
fn the_phases_have_the_names_that_their_type_says() {
    let config = Config::new();
    let names: Vec<String> = Phase::ALL.iter().map(|(_, name)| format!("{name:?}")).collect();
    assert_eq!(Phase::decl(&config), format!("type Phase = {};", names.join(" | ")));
}
