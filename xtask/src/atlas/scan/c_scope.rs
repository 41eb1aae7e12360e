//! Which function of C or C++ a token stands in, by counting braces.
//!
//! Invariant: of the branches of an `#if` the first counts, and every branch starts where the first did, because two
//! branches that each open a brace open one; no macro is expanded.

use super::c_text::{Token, What};

#[derive(Clone, Debug, PartialEq, Eq)]
enum Scope {
    /// `namespace` and `extern "C"`: what is inside is as if it were outside.
    Open,
    Class(String),
    Function(String),
    /// Anything else in braces.
    Block,
}

/// Where the tokens so far have led.
#[derive(Clone, Default)]
struct State<'a> {
    scopes: Vec<Scope>,
    /// What was read since the last declaration ended: the head of a function, if a brace follows.
    head: Vec<What<'a>>,
}

#[derive(Default)]
pub(super) struct Scopes<'a> {
    state: State<'a>,
    /// For each `#if`: where it began, and where its first branch ended.
    branches: Vec<(State<'a>, Option<State<'a>>)>,
}

impl<'a> Scopes<'a> {
    pub(super) fn step(&mut self, token: Token<'a>) {
        match token.what {
            What::If => self.branches.push((self.state.clone(), None)),
            What::Else => {
                if let Some((start, first)) = self.branches.last_mut() {
                    let ended = std::mem::replace(&mut self.state, start.clone());
                    first.get_or_insert(ended);
                }
            }
            What::Endif => {
                if let Some((_, Some(first))) = self.branches.pop() {
                    self.state = first;
                }
            }
            What::Define { .. } => {}
            what => self.state.step(what),
        }
    }

    /// The function that the tokens so far have led into, or else the class, with the classes around it.
    pub(super) fn path(&self) -> String {
        let names = self.state.scopes.iter().filter_map(|scope| match scope {
            Scope::Class(name) | Scope::Function(name) => Some(name.as_str()),
            Scope::Open | Scope::Block => None,
        });
        names.collect::<Vec<_>>().join("::")
    }

    pub(super) fn in_function(&self) -> bool {
        self.state.scopes.iter().any(|scope| matches!(scope, Scope::Function(_)))
    }
}

impl<'a> State<'a> {
    fn step(&mut self, what: What<'a>) {
        let declares = self.scopes.last().is_none_or(|scope| matches!(scope, Scope::Open | Scope::Class(_)));
        match what {
            What::Mark('{') => {
                self.scopes.push(if declares { scope(&self.head) } else { Scope::Block });
                self.head.clear();
            }
            What::Mark('}') => {
                self.scopes.pop();
                self.head.clear();
            }
            What::Mark(';') => self.head.clear(),
            _ if declares => self.head.push(what),
            _ => {}
        }
    }
}

/// Words before a parenthesis that are no function's name.
const ATTRIBUTES: &[&str] =
    &["__attribute__", "__declspec", "alignas", "decltype", "noexcept", "requires", "NPY_GCC_TARGET", "NPY_ALIGNED"];

/// What a brace opens after this head.
fn scope(head: &[What<'_>]) -> Scope {
    let head = without_template(head);
    let first = head.iter().position(|what| *what == What::Mark('(')).unwrap_or(head.len());
    let outside = &head[..first];
    let has = |word: &str| outside.contains(&What::Word(word));
    if has("namespace") || (has("extern") && first == head.len() && head.len() <= 3) {
        return Scope::Open;
    }
    if outside.contains(&What::Mark('=')) && !has("operator") {
        return Scope::Block;
    }
    if let Some(name) = function_name(head) {
        return Scope::Function(name);
    }
    let class = outside.iter().position(|what| matches!(what, What::Word("class" | "struct" | "union")));
    match class.map(|at| &outside[at + 1..]) {
        Some(after) if !has("enum") => {
            let own = after.split(|what| matches!(what, What::Mark(':' | '<'))).next().unwrap_or_default();
            let name = own.iter().rev().find_map(|what| match what {
                What::Word(word) if *word != "final" => Some(*word),
                _ => None,
            });
            Scope::Class(name.unwrap_or_default().to_owned())
        }
        _ => Scope::Block,
    }
}

/// The head without the `template <…>` in front of it.
fn without_template<'h, 'a>(mut head: &'h [What<'a>]) -> &'h [What<'a>] {
    while head.first() == Some(&What::Word("template")) {
        let mut depth = 0;
        let end = head.iter().position(|what| {
            match what {
                What::Mark('<') => depth += 1,
                What::Mark('>') => depth -= 1,
                _ => return false,
            }
            depth == 0
        });
        head = &head[end.map_or(head.len(), |end| end + 1)..];
    }
    head
}

/// The name before the arguments, which are the last group in parentheses that can be any: calls of macros may stand
/// before them, attributes after. Where a macro makes the name there is a group before that one:
/// `NPY_CPU_DISPATCH_CURFX(DOUBLE_add)(char **args)`.
fn function_name(head: &[What<'_>]) -> Option<String> {
    let groups = groups(head);
    let (at, open) = groups.iter().enumerate().rev().find_map(|(at, &(open, _))| match head[..open].last()? {
        What::Word(word) => (!ATTRIBUTES.contains(word)).then_some((at, open)),
        last => (*last == What::Mark(')')).then_some((at, open)),
    })?;
    match at.checked_sub(1).map(|before| groups[before]) {
        Some((first, last)) if last + 1 == open && last == first + 1 => Some(qualified(&head[..first]) + "()"),
        Some((first, last)) if last + 1 == open => Some(words(&head[first + 1..last])),
        _ => Some(qualified(&head[..open])),
    }
}

/// Where groups in parentheses open and close, up to the `:` after which a constructor initialises members.
fn groups(head: &[What<'_>]) -> Vec<(usize, usize)> {
    let (mut groups, mut opened) = (Vec::new(), Vec::new());
    for (at, what) in head.iter().enumerate() {
        match what {
            What::Mark('(') => opened.push(at),
            What::Mark(')') => {
                if let (Some(open), 0) = (opened.pop(), opened.len()) {
                    groups.push((open, at));
                }
            }
            What::Mark(':') if opened.is_empty() && at > 0 && head[at - 1] == What::Mark(')') => break,
            _ => {}
        }
    }
    groups
}

/// `name`, `~name` or `Class::name`, whichever the tokens before a parenthesis end in.
fn qualified(before: &[What<'_>]) -> String {
    const JOINT: [What<'_>; 2] = [What::Mark(':'), What::Mark(':')];
    let mut start = before.len() - 1;
    loop {
        match &before[..start] {
            [.., What::Mark('~')] => start -= 1,
            [.., What::Word(_), a, b] if [*a, *b] == JOINT => start -= 3,
            _ => return words(&before[start..]),
        }
    }
}

fn words(tokens: &[What<'_>]) -> String {
    let mut text = String::new();
    for what in tokens {
        match what {
            What::Word(word) => text.push_str(word),
            What::Mark(mark) => text.push(*mark),
            _ => {}
        }
    }
    text
}
