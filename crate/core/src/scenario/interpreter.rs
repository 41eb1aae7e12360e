//! Which interpreter runs which thread, where a process has several.
//!
//! Invariant: the threads of a group that has `"each"` share an interpreter with no other thread, whatever numbers other
//! groups name.

use super::{Scenario, Thread};
use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Which sub-interpreters run a group of threads: a number, or `"each"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "number | \"each\""))]
pub enum Interpreter {
    /// All of them in the one of this number.
    Number(u32),
    /// Each of them in one of its own.
    Each,
}

impl Default for Interpreter {
    fn default() -> Self {
        Self::Number(0)
    }
}

/// How `Each` is written.
const EACH: &str = "each";

impl Serialize for Interpreter {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => to.serialize_u32(*number),
            Self::Each => to.serialize_str(EACH),
        }
    }
}

impl<'de> Deserialize<'de> for Interpreter {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Written;
        impl Visitor<'_> for Written {
            type Value = Interpreter;

            fn expecting(&self, to: &mut fmt::Formatter) -> fmt::Result {
                write!(to, "the number of an interpreter or \"{EACH}\"")
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Interpreter, E> {
                let small = u32::try_from(number).map(Interpreter::Number);
                small.map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Interpreter, E> {
                let each = (text == EACH).then_some(Interpreter::Each);
                each.ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
            }
        }
        from.deserialize_any(Written)
    }
}

#[cfg(feature = "types")]
impl schemars::JsonSchema for Interpreter {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Interpreter".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let number = schemars::json_schema!({ "type": "integer", "minimum": 0, "maximum": super::LANES.end() - 1 });
        schemars::json_schema!({ "anyOf": [number, { "const": EACH }] })
    }
}

impl Scenario {
    /// The number of the interpreter that runs the thread with this index in its group. Those of `Each` are counted from
    /// after the largest number that a group names, in the Scenario's order.
    pub fn interpreter(&self, group: usize, index: usize) -> u32 {
        match self.threads.get(group).map(|thread| thread.interpreter) {
            Some(Interpreter::Number(number)) => number,
            Some(Interpreter::Each) => self.first_free() + own(&self.threads[..group]) + index as u32,
            None => 0,
        }
    }

    /// That of every thread, in the order of the lanes.
    pub fn interpreters(&self) -> impl Iterator<Item = u32> {
        let lanes = |(group, thread): (usize, &Thread)| (0..thread.count as usize).map(move |index| (group, index));
        self.threads.iter().enumerate().flat_map(lanes).map(|(group, index)| self.interpreter(group, index))
    }

    fn first_free(&self) -> u32 {
        let named = self.threads.iter().filter_map(|thread| match thread.interpreter {
            Interpreter::Number(number) => Some(number + 1),
            Interpreter::Each => None,
        });
        named.max().unwrap_or(0)
    }
}

/// How many threads of these groups have an interpreter of their own.
fn own(groups: &[Thread]) -> u32 {
    groups.iter().filter(|thread| thread.interpreter == Interpreter::Each).map(|thread| thread.count).sum()
}
