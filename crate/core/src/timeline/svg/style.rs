//! How pictures look, and the page with them: the colours for light and dark, the words, and a texture for each state.
//!
//! Invariant: each state has a texture of its own, but a kernel has none: its bar is flat, and whether it holds the lock
//! is said by its colour and by the owners' row above the lanes. No viewer needs CSS variables.

use crate::timeline::words::{Look, look};
use crate::timeline::{Span, State};
use std::fmt::Write;

/// The class of each look and what the legend says of it, with a lock, as on the page, and where there is none.
#[rustfmt::skip]
pub(super) const LOOKS: [(Look, &str, &str, &str); 8] = [
    ((State::Python, false),         "python",   "running Python",                "running Python"),
    ((State::KernelHeld, false),     "held",     "computing, holding the lock",   "computing"),
    ((State::KernelReleased, false), "released", "computing, lock released",      "computing"),
    ((State::GilWait, false),        "wait",     "waiting for the lock",          "waiting for the lock"),
    ((State::GilWait, true),         "pool",     "waiting for the BLAS pool",     "waiting for the BLAS pool"),
    ((State::Io, false),             "io",       "waiting for something outside", "waiting for something outside"),
    ((State::Runnable, false),       "runnable", "ready, but no core is free",    "ready, but no core is free"),
    ((State::Blas, false),           "blas",     "helping inside a kernel",       "helping inside a kernel"),
];

/// Which row of the looks a span has.
pub(super) fn row(span: &Span) -> usize {
    LOOKS.iter().position(|row| row.0 == look(span)).unwrap_or_else(|| unreachable!("every look has a row"))
}

/// Colours by class and by the page's token for them, if it has one, in light and in dark.
#[rustfmt::skip]
const COLORS: [(&str, &str, &str, &str); 24] = [
    ("bg",           "surface",         "#ffffff", "#151a21"),
    ("fg",           "fg",              "#161b24", "#e9edf3"),
    ("muted",        "muted",           "#576173", "#9ba6b7"),
    ("lane",         "lane",            "#f1f3f6", "#1b212a"),
    ("grid",         "",                "#d3d8e0", "#38424f"),
    ("line",         "field-line",      "#838d9d", "#6b7788"),
    ("held",         "state-held",      "#c04f16", "#f0905a"),
    ("released",     "state-released",  "#1a6ab0", "#63aef2"),
    ("ink-python",   "state-python",    "#7a4aab", "#b98fe6"),
    ("ink-wait",     "state-wait",      "#76808f", "#8f9aaa"),
    ("ink-pool",     "cause-pool",      "#a3386c", "#e687b4"),
    ("ink-io",       "state-io",        "#6f7785", "#98a2b1"),
    ("ink-runnable", "state-runnable",  "#8a6d00", "#d9b840"),
    ("ink-blas",     "state-blas",      "#1b7f78", "#58c9c0"),
    ("ink-many",     "",                "#2f3947", "#dbe2ec"),
    ("own0",         "",                "#2f3947", "#dbe2ec"),
    ("own1",         "",                "#c3cad5", "#4a5566"),
    ("own2",         "",                "#6b7789", "#8b97a9"),
    ("on0",          "",                "#ffffff", "#10151c"),
    ("on1",          "",                "#161b24", "#ffffff"),
    ("on2",          "",                "#ffffff", "#10151c"),
    ("forced",       "cause-forced",    "#c0281a", "#ff8a7a"),
    ("voluntary",    "cause-voluntary", "#157a3c", "#5fd08a"),
    ("tick",         "cause-tick",      "#8a5a00", "#f0c04a"),
];

/// What is not one flat colour: how opaque their ground is, and what is drawn on it.
#[rustfmt::skip]
const TEXTURES: [(&str, &str, &str); 7] = [
    ("python",   "0.6",  "<path d='M1 1h2v2h-2zM4 4h2v2h-2z'/>"),
    ("wait",     "0.14", "<path class='ln' d='M-1 7L7-1M-1 1L1-1M5 7L7 5'/>"),
    ("pool",     "0.14", "<path class='ln' d='M-1-1L7 7M5-1L7 1M-1 5L1 7M-1 7L7-1M-1 1L1-1M5 7L7 5'/>"),
    ("io",       "0.2",  "<path class='ln' d='M0 3h6' opacity='0.6'/>"),
    ("runnable", "0.16", "<path class='ln' d='M-1-1L7 7M5-1L7 1M-1 5L1 7'/>"),
    ("many",     "0.35", "<path class='ln' d='M1 0v6M4 0v6'/>"),
    ("blas",     "0.2",  "<path class='ln' d='M0 3h6M3 0v6'/>"),
];

/// The style sheet and the textures.
pub(super) fn head() -> String {
    let mut css = String::from(
        ".gil{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;\
         font-variant-numeric:tabular-nums}\n.gil *{fill:currentColor}\n.gil .ln{fill:none;stroke:currentColor}\n\
         .gil .pill{fill:none;stroke:currentColor}\n.gil .grid{stroke:currentColor;stroke-dasharray:2 3}\n\
         .gil .arrow path{fill:none;stroke:currentColor;stroke-width:1.6}\n.gil .arrow .halo{stroke-width:4}\n\
         .gil .num{font-size:20px;font-weight:600}\n.gil .big{font-size:17px;font-weight:600}\n\
         .gil .small{font-size:11px}.gil .muted{font-size:12px}\n",
    );
    let colors = |css: &mut String, pick: fn(&(&str, &str, &'static str, &'static str)) -> &'static str| {
        for color in &COLORS {
            let _ = write!(css, ".gil .{}{{color:{}}}", color.0, pick(color));
        }
    };
    colors(&mut css, |color| color.2);
    css.push_str("\n@media (prefers-color-scheme:dark){");
    colors(&mut css, |color| color.3);
    css.push_str("}\n");
    let mut defs = String::new();
    for (class, ground, drawing) in TEXTURES {
        let _ = writeln!(css, ".gil .{class}{{fill:url(#gil-{class})}}");
        let _ = writeln!(
            defs,
            "<pattern id='gil-{class}' class='ink-{class}' width='6' height='6' patternUnits='userSpaceOnUse'>\
             <rect width='6' height='6' opacity='{ground}'/>{drawing}</pattern>"
        );
    }
    format!("<style>\n{css}</style>\n<defs>\n{defs}</defs>\n")
}

/// The page's colours: a token, and its value in light and in dark.
#[cfg(feature = "types")]
pub fn tokens() -> impl Iterator<Item = [&'static str; 3]> {
    COLORS.iter().filter(|color| !color.1.is_empty()).map(|&(_, token, light, dark)| [token, light, dark])
}

/// What a thread in a state is doing, in the page's words; and in a wait for the BLAS pool, which is no state.
#[cfg(feature = "types")]
pub fn words() -> impl Iterator<Item = (Option<State>, &'static str)> {
    LOOKS.iter().map(|&((state, pool), _, words, _)| ((!pool).then_some(state), words))
}
