//! A call of the atlas as a Scenario for the playground: two Python threads that make it again and again.
//!
//! Invariant: a kernel is the call's own only if it takes just these arrays, which the playground computes or knows the
//! time of, and the call is all released or all held; else it stands for the call, which only a simulation can give the
//! call's time, and `Play::stands_for` says so. A cost is `cost`'s or is left out, and `Play::cost` says which.

use crate::answer::Answer;
use crate::cost::duration;
use crate::dtype::Dtype;
use crate::kernels;
use crate::rule::Verdict;
use serde::Serialize;
use serde_json::{Value, json};

/// The longest side of arrays that are computed (`gil_kernels::SIZES`).
const LONGEST: u64 = 1024;
/// The most problems that one computed call solves (`gil_kernels::BATCH`).
const BATCH: u64 = 4096;
/// The most of either that a Scenario can speak of (`scenario::SIDES` and `BATCH`).
const SPOKEN: u64 = 1_000_000_000;
/// The kernel that stands for calls that have none.
const STAND_IN: &str = "matmul";
/// Its size.
const WHOLE: u64 = 256;
/// The size that does half as much.
const HALF: u64 = 203;
/// How often each thread makes the call.
const REPEAT: u32 = 20;

/// A Scenario, and what in it is not the call itself.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Play {
    /// For the playground or `gil simulate`.
    #[cfg_attr(feature = "types", ts(type = "object"))]
    pub scenario: Value,
    /// What is put in the call's place, if the playground can't make it.
    pub stands_for: Option<String>,
    /// What one call takes in the simulator, and how that is known.
    pub cost: String,
    /// Whether the playground can measure it; else it can be simulated only.
    pub measurable: bool,
}

/// What is known of a call, and how to play with it.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "Answer"))]
pub struct Told {
    #[serde(flatten)]
    answer: Answer,
    /// The call as a Scenario; none where the verdict depends on what was not given.
    play: Option<Play>,
}

impl From<Answer> for Told {
    fn from(answer: Answer) -> Self {
        Self { play: answer.play(), answer }
    }
}

/// What one operation of the Scenario computes.
enum Kernel {
    Own(&'static str, [u64; 3]),
    StandIn(u64),
}

impl Answer {
    /// The Scenario of this answer; none where the verdict depends on what was not given.
    pub fn play(&self) -> Option<Play> {
        let us = self.cost.as_ref().map(|cost| cost.us);
        let own = self.kernel.zip(self.problem()).filter(|(_, problem)| us.is_some() || is_computed(*problem));
        let own = own.map(|(name, problem)| Kernel::Own(name, problem));
        let free = self.free_part.unwrap_or(0.5);
        // Half of an operation of its own cost is only there at another size.
        let whole = own
            .filter(|_| self.verdict != Verdict::Mixed || us.is_some())
            .unwrap_or(Kernel::StandIn(if self.verdict == Verdict::Mixed && us.is_none() { HALF } else { WHOLE }));
        let op = |gil: &str, share: f64| {
            let mut op = match whole {
                Kernel::Own(name, [batch, m, n]) => {
                    let mut op = json!({"op": "kernel", "name": name, "shape": [m, n], "batch": batch, "gil": gil});
                    if let Some(function) = kernels::named(name, self.call) {
                        op["function"] = json!(function);
                    }
                    op
                }
                Kernel::StandIn(n) => json!({"op": "kernel", "name": STAND_IN, "n": n, "gil": gil}),
            };
            if let Some(us) = us {
                op["us"] = json!((us * share * 10.0).round() / 10.0);
            }
            op
        };
        let ops = match self.verdict {
            Verdict::Depends => return None,
            Verdict::Releases => vec![op("releases", 1.0)],
            Verdict::Holds => vec![op("holds", 1.0)],
            Verdict::Mixed => vec![op("holds", 1.0 - free), op("releases", free)],
        };
        let runtime = if self.measured_version { "cpython-3.12" } else { "cpython-2.7" };
        let threads = json!([{"name": "worker", "count": 2, "repeat": REPEAT, "ops": ops}]);
        let stands_for = self.stands_for(&whole);
        let computed = matches!(whole, Kernel::Own(_, problem) if is_computed(problem));
        Some(Play {
            scenario: json!({"runtime": runtime, "cores": 2, "threads": threads}),
            measurable: stands_for.is_none() && computed,
            stands_for,
            cost: self.cost_in_words(&whole),
        })
    }

    fn stands_for(&self, kernel: &Kernel) -> Option<String> {
        let (name, size) = match kernel {
            Kernel::Own(name, [1, m, n]) => (*name, format!("{m}x{n}")),
            Kernel::Own(name, [batch, m, n]) => (*name, format!("{batch}x{m}x{n}")),
            Kernel::StandIn(n) => (STAND_IN, format!("{n}x{n}")),
        };
        match (self.verdict, self.free_part) {
            (Verdict::Mixed, Some(free)) => Some(format!(
                "{name} of {size}, with the GIL held for {:.0} % of its time and released for the rest, stands for {}",
                (1.0 - free) * 100.0,
                self.call
            )),
            (Verdict::Mixed, None) => Some(format!(
                "two kernels, {name} of {size} with the GIL held and again with it released, stand for {}, whose shares were not measured",
                self.call
            )),
            _ if matches!(kernel, Kernel::StandIn(_)) => Some(format!("{name} of {size} stands for {}", self.call)),
            _ => None,
        }
    }

    fn cost_in_words(&self, kernel: &Kernel) -> String {
        let Some(cost) = &self.cost else {
            let why = if !self.measured_version {
                "this version was not measured"
            } else if self.shapes.is_empty() {
                "no arrays were given"
            } else {
                "nothing near these arrays was measured"
            };
            return match kernel {
                Kernel::Own(..) => format!("{why}, so the simulator estimates what one call takes"),
                Kernel::StandIn(_) => format!("{why}, so one call takes as long as that {STAND_IN}"),
            };
        };
        let us = duration(cost.us);
        match &cost.scaled_from {
            None => format!("one call takes {us}, as measured on these arrays"),
            Some(arrays) => format!(
                "one call takes {us}: {} as measured on {arrays}, scaled by the number of operations",
                duration(cost.measured_ms * 1000.0)
            ),
        }
    }

    /// Batch, rows and columns of the first array, if the call's kernel takes all its arrays.
    fn problem(&self) -> Option<[u64; 3]> {
        let lengths = |text: &String| text.split('x').filter_map(|length| length.parse().ok()).collect::<Vec<u64>>();
        let arrays: Vec<Vec<u64>> = self.shapes.iter().map(lengths).collect();
        let (first, others) = arrays.split_first()?;
        let [batch, m, n] = match first[..] {
            [m, n] => [1, m, n],
            [batch, m, n] => [batch, m, n],
            _ => return None,
        };
        // A product of the kernels is one with the turned matrix, a right-hand side of theirs one column.
        let second = match self.kernel {
            Some("matmul") => vec![vec![n, m]],
            Some("solve" | "lstsq") if first.len() == 2 && others[0].len() == 1 => vec![vec![m]],
            Some("solve" | "lstsq") => vec![vec![m, 1]],
            _ => Vec::new(),
        };
        let batched = |array: Vec<u64>| [&first[..first.len() - 2], &array].concat();
        let taken = others
            .iter()
            .cloned()
            .eq(second.into_iter().map(|array| if array.len() == 1 { array } else { batched(array) }));
        let fits = self.dtype == Dtype::Float64.name() && [batch, m, n].iter().all(|length| *length <= SPOKEN);
        (taken && fits).then_some([batch, m, n])
    }
}

/// Whether the playground computes so many arrays of that size.
fn is_computed([batch, m, n]: [u64; 3]) -> bool {
    batch <= BATCH && m <= LONGEST && n <= LONGEST
}

#[cfg(test)]
mod tests {
    use crate::answer::{self, Question};
    use crate::dtype::Dtype;
    use crate::play::Play;
    use crate::shape;

    fn play(function: &str, shapes: &str, dtype: Dtype) -> Play {
        let question = Question { function, shapes: shape::parse_all(shapes).unwrap(), dtype, read: None };
        answer::ask(&question).unwrap().play().unwrap()
    }

    fn ops(play: &Play) -> &Vec<serde_json::Value> {
        play.scenario["threads"][0]["ops"].as_array().unwrap()
    }

    #[test]
    fn what_one_call_takes_is_written_and_told_with_where_it_comes_from() {
        for (call, shapes, us, told) in [
            (
                "numpy.linalg.svd",
                "400x400",
                Some(38400.0),
                "one call takes 38.4 ms: 16.2 ms as measured on 300x300, scaled",
            ),
            (
                "numpy.linalg.eigh",
                "400x400",
                Some(18190.4),
                "one call takes 18.2 ms: 25.9 ms as measured on 450x450, scaled",
            ),
            (
                "numpy.linalg.inv",
                "400x400",
                Some(13582.2),
                "one call takes 13.6 ms: 5.73 ms as measured on 300x300, scaled",
            ),
            (
                "scipy.linalg.eigh",
                "400x400",
                Some(27022.2),
                "one call takes 27 ms: 11.4 ms as measured on 300x300, scaled",
            ),
            ("numpy.linalg.svd", "4x4", Some(10.9), "one call takes 10.9 µs, as measured on these arrays"),
            ("numpy.linalg.svd", "30x30", None, "nothing near these arrays was measured, so the simulator estimates"),
            ("numpy.sort", "30000", None, "so one call takes as long as that matmul"),
            ("scipy.linalg.eigh", "", None, "no arrays were given"),
        ] {
            let play = play(call, shapes, Dtype::Float64);
            assert_eq!(ops(&play)[0].get("us").and_then(serde_json::Value::as_f64), us, "{call} {shapes}");
            assert!(play.cost.starts_with(told) || play.cost.ends_with(told), "{call} {shapes}: {}", play.cost);
        }
    }

    #[test]
    fn a_kernel_is_the_calls_own_only_if_it_takes_just_its_arrays() {
        for (call, shapes, dtype, own) in [
            ("numpy.matmul", "300x200 200x300", Dtype::Float64, true),
            ("numpy.matmul", "300x200 200x500", Dtype::Float64, false),
            ("numpy.matmul", "300x200 200", Dtype::Float64, false),
            ("numpy.matmul", "300x300 300x300", Dtype::Int64, false),
            ("numpy.linalg.solve", "300x300 300", Dtype::Float64, true),
            ("numpy.linalg.solve", "300x300 300x20", Dtype::Float64, false),
            ("numpy.linalg.solve", "9x300x300 9x300x1", Dtype::Float64, true),
            ("numpy.linalg.inv", "300x300", Dtype::Complex128, false),
            ("numpy.linalg.inv", "1500x1500", Dtype::Float64, true),
            // Too large to compute, and no time of it was measured.
            ("numpy.linalg.inv", "9000x9000", Dtype::Float64, false),
        ] {
            let play = play(call, shapes, dtype);
            assert_eq!(play.stands_for.is_none(), own, "{call} {shapes}: {:?}", play.stands_for);
        }
    }

    #[test]
    fn a_mixed_call_is_made_once_in_two_parts_and_only_simulated() {
        let measured = play("numpy.linalg.qr", "400x400", Dtype::Float64);
        let us: Vec<f64> = ops(&measured).iter().map(|op| op["us"].as_f64().unwrap()).collect();
        assert!((us.iter().sum::<f64>() - 6440.0).abs() < 1e-9, "{us:?}");
        assert!(measured.stands_for.unwrap().contains("held for 51 % of its time"));
        let unknown = play("numpy.linalg.qr", "40x40", Dtype::Float64);
        let sizes: Vec<_> = ops(&unknown).iter().map(|op| (op["name"].as_str(), op["n"].as_u64())).collect();
        assert_eq!(sizes, [(Some("matmul"), Some(203)); 2], "together as much as one of 256");
        assert!(unknown.stands_for.unwrap().ends_with("whose shares were not measured"));
    }
}
