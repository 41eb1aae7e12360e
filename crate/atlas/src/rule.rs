//! What a rule of the atlas is made of.
//!
//! Invariant: a verdict follows from the steps of a call and their conditions alone; measurements never make one, they
//! stand beside it. Every step names the line that releases the GIL, or the head of the function in which none does.

use crate::dtype::Dtype;
use crate::gufunc;
use crate::shape::{Shape, broadcast, product};
use serde::{Deserialize, Serialize};

/// `NPY_BEGIN_THREADS_THRESHOLDED(n)` releases the GIL when `n` is above this (`ndarraytypes.h`); so do the loops of ufuncs.
pub const THRESHOLD: u64 = 500;

/// Whether a call holds the GIL while it works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Others run Python meanwhile.
    Releases,
    /// They wait.
    Holds,
    /// Some of its work is done either way.
    Mixed,
    /// On the shape.
    Depends,
}

/// A line that releases the GIL, or one where a function begins in which nothing does.
#[derive(Clone, Copy)]
pub struct Place {
    /// Package and version where they are not the edition's own: SciPy calls NumPy.
    pub read: Option<&'static str>,
    /// From the top of the source distribution.
    pub file: &'static str,
    /// As the scan names it.
    pub function: &'static str,
    /// The macro or construct, a kind of the scan; empty where nothing releases the GIL.
    pub kind: &'static str,
    /// Its line in the version that was read.
    pub line: u32,
}

/// One way in which calls do or don't release the GIL.
pub struct Rule {
    /// In one sentence.
    pub sentence: &'static str,
    /// The first version that is known to do so, where that is known.
    pub since: Option<&'static str>,
    /// What it does with arrays of Python objects.
    pub objects: Objects,
}

/// What becomes of arrays of Python objects.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Objects {
    /// The lock is kept, whatever the size.
    Hold,
    /// It makes no difference.
    Same,
    /// The call takes none, or was not read for them.
    Refused,
}

/// When a step releases the GIL.
pub enum LetsGo {
    /// Whatever the size.
    Always,
    /// Whatever the size.
    Never,
    /// When the outputs of this gufunc, which gets the arguments as they are, have more elements than the threshold.
    Outputs(&'static str),
    /// The same where the call does something with the arguments first: the gufunc and what it gets.
    OutputsOf(fn(&[Shape]) -> (&'static str, Vec<Shape>)),
    /// When the arguments, stretched to one shape, have more elements than the threshold.
    Elements,
    /// When this number, made of the shapes, is above the threshold.
    ElementsOf(fn(&[Shape]) -> u64),
    /// When this number of bytes, made of the shapes and the size of an element, is at least so many.
    Bytes(u64, fn(&[Shape], u64) -> u64),
}

/// A part of a call's work.
pub struct Step {
    /// Why.
    pub rule: &'static Rule,
    /// When.
    pub lets_go: LetsGo,
    /// Where; of several lines the one that does most of the work.
    pub at: Place,
}

/// What one version does.
pub struct Edition {
    /// Package and version, as `numpy 2.4.6`.
    pub read: &'static str,
    /// What takes its time, in the order of the work.
    pub steps: &'static [Step],
    /// What the rule's own sentence does not say of this call, or nothing.
    pub note: &'static str,
}

/// A call of the atlas.
pub struct Function {
    /// As one writes it in Python; the first of a name is the plain one.
    pub call: &'static str,
    /// Its name in the documentation.
    pub name: &'static str,
    /// The dimensions of its arrays, as `arguments` reads them.
    pub takes: &'static str,
    /// Every version that was read for it, the newest first.
    pub editions: &'static [Edition],
}

impl LetsGo {
    /// Whether the step releases the GIL on arrays of these shapes; and the number that decided, if one did.
    ///
    /// # Errors
    /// When the shapes don't fit the call.
    pub(crate) fn on(&self, shapes: &[Shape], bytes: u64) -> Result<(bool, Option<Compared>), String> {
        let above = |number| (number > THRESHOLD, Some(Compared { number, unit: Unit::Elements }));
        let outputs = |name: &'static str, operands: &[Shape]| {
            let signature = gufunc::signature(name).unwrap_or_else(|| unreachable!("{name} has no signature"));
            let compared = |number| (number > THRESHOLD, Some(Compared { number, unit: Unit::Outputs(name) }));
            gufunc::problem_size(signature, operands).map(compared)
        };
        match self {
            LetsGo::Always => Ok((true, None)),
            LetsGo::Never => Ok((false, None)),
            LetsGo::Outputs(name) => outputs(name, shapes),
            LetsGo::OutputsOf(call) => {
                let (name, operands) = call(shapes);
                outputs(name, &operands)
            }
            LetsGo::Elements => {
                let stretched = shapes.iter().try_fold(Shape::new(), |a, b| broadcast(&a, b))?;
                Ok(above(product(&stretched)))
            }
            LetsGo::ElementsOf(count) => Ok(above(count(shapes))),
            LetsGo::Bytes(least, count) => {
                let number = count(shapes, bytes);
                Ok((number >= *least, Some(Compared { number, unit: Unit::Bytes(*least) })))
            }
        }
    }
}

/// A number and what it was compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Compared {
    pub(crate) number: u64,
    pub(crate) unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Elements,
    /// Of this gufunc.
    Outputs(&'static str),
    /// And how many are needed.
    Bytes(u64),
}

impl Step {
    /// Whether the shape plays a part.
    pub(crate) fn asks_shape(&self, dtype: Dtype) -> bool {
        let fixed = matches!(self.lets_go, LetsGo::Always | LetsGo::Never);
        !fixed && (dtype != Dtype::Object || self.rule.objects == Objects::Same)
    }

    /// Whether the step releases the GIL on such arrays; and the number that decided, if one did.
    pub(crate) fn on(&self, shapes: &[Shape], dtype: Dtype) -> Result<(bool, Option<Compared>), String> {
        match self.rule.objects {
            Objects::Hold if dtype == Dtype::Object => Ok((false, None)),
            Objects::Refused if dtype == Dtype::Object => {
                Err("it refuses arrays of objects, or its source was not read for them".to_owned())
            }
            _ => self.lets_go.on(shapes, dtype.bytes()),
        }
    }
}

impl Edition {
    /// What the call does on arrays of these shapes; on all at once where there are none.
    ///
    /// # Errors
    /// When shapes or type don't fit the call.
    pub fn verdict(&self, shapes: &[Shape], dtype: Dtype) -> Result<Verdict, String> {
        let lets_go = |step: &Step| match shapes {
            [] if step.asks_shape(dtype) => Ok(None),
            _ => step.on(shapes, dtype).map(|(lets_go, _)| Some(lets_go)),
        };
        let steps: Vec<Option<bool>> = self.steps.iter().map(lets_go).collect::<Result<_, _>>()?;
        Ok(match [Some(true), Some(false), None].map(|kind| steps.contains(&kind)) {
            [true, true, _] => Verdict::Mixed,
            [_, _, true] => Verdict::Depends,
            [true, false, _] => Verdict::Releases,
            [false, ..] => Verdict::Holds,
        })
    }
}
