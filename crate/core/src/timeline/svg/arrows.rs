//! Hand-offs as arrows from the lane that released the lock to the lane that took it, each cause in its own colour and dash.
//!
//! Invariant: arrows never hide the lanes. Where there are more than the eye can follow, none is drawn.

use super::Text;
use super::rows::Rows;
use crate::timeline::ascii::duration;
use crate::timeline::handoffs::Handoff;
use crate::timeline::owners::Owner;
use crate::timeline::{Lane, Manner};
use std::fmt::Write;

/// So many can be followed.
const MOST: usize = 60;

/// The class, the dash and what the legend says.
pub(super) const CAUSES: [(Manner, &str, &str, &str); 3] = [
    (Manner::Voluntary, "voluntary", "4 2.5", "releases it on its own"),
    (Manner::Forced, "forced", "none", "was asked to release it"),
    (Manner::Tick, "tick", "1.5 2", "releases it at a tick"),
];

/// The hand-offs that are worth an arrow.
pub(super) fn shown<'a>(owners: &'a [(String, Owner)], rows: &Rows, lanes: &[Lane]) -> Vec<&'a Handoff> {
    let handed = |handoff: &&Handoff| handoff.wake(&lanes[handoff.to].spans).is_some();
    let all: Vec<&Handoff> = owners.iter().flat_map(|(_, owner)| &owner.handoffs).filter(handed).collect();
    if all.len() <= MOST && rows.are_high() { all } else { Vec::new() }
}

/// Draws them.
pub(super) fn draw(svg: &mut String, handoffs: &[&Handoff], rows: &Rows, lanes: &[Lane]) {
    for &&Handoff { from, to, dropped, taken, manner, .. } in handoffs {
        let Some((_, class, dash, _)) = CAUSES.iter().find(|cause| cause.0 == manner) else { continue };
        let down = if to > from { 1.0 } else { -1.0 };
        let (x1, y1) = (rows.x(dropped), rows.middle(from));
        let (x2, y2) = (rows.x(taken), rows.middle(to) - down * rows.half());
        let line = format!("d='M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}'");
        let name = |lane: usize| Text(&lanes[lane].name, 80).to_string();
        let _ = writeln!(
            svg,
            "<g class='arrow {class}'><title>{} → {}: {}, {} from drop to take</title>\
             <path class='halo bg' {line}/><path class='{class}' {line} stroke-dasharray='{dash}'/>{}</g>",
            name(from),
            name(to),
            manner.name(),
            duration(taken.saturating_sub(dropped)),
            head(class, x2, y2, down),
        );
    }
}

/// A sample for the legend.
pub(super) fn sample(class: &str, dash: &str, x: f64, y: f64) -> String {
    let line = format!("<path class='{class}' d='M{x} {y}h18' stroke-dasharray='{dash}'/>");
    let (tip, top, low) = (x + 24.0, y - 3.5, y + 3.5);
    format!(
        "<g class='arrow {class}'>{line}<polygon class='{class}' points='{tip},{y} {0},{top} {0},{low}'/></g>",
        x + 17.0
    )
}

fn head(class: &str, x: f64, y: f64, down: f64) -> String {
    let base = y - down * 6.0;
    format!("<polygon class='{class}' points='{x:.1},{y:.1} {:.1},{base:.1} {:.1},{base:.1}'/>", x - 3.5, x + 3.5)
}
