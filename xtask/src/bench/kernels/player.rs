//! A program that measures when it is asked: one line of JSON in, one line out.
//!
//! Invariant: nobody waits for it for ever; one that ends, fails or is late answers all that is asked from then on with
//! the reason why it cannot.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

/// The slowest call there is, several times over.
const PATIENCE: Duration = Duration::from_secs(90);

pub(super) enum Player {
    Ready { child: Child, stdin: ChildStdin, lines: Receiver<String> },
    Missing(String),
}

impl Player {
    /// Starts it; one that cannot be made or started is one that is missing.
    pub(super) fn start(command: Result<Command>) -> Self {
        command.and_then(start).unwrap_or_else(|error| Self::Missing(format!("{error:#}")))
    }

    /// The number it answers with, or why there is none.
    pub(super) fn ask(&mut self, question: &Value) -> Result<f64, String> {
        let Self::Ready { stdin, lines, .. } = self else {
            let Self::Missing(why) = self else { unreachable!("it is the one or the other") };
            return Err(why.clone());
        };
        let answer = writeln!(stdin, "{question}").ok().and_then(|()| lines.recv_timeout(PATIENCE).ok());
        let Some(answer) = answer else {
            *self = Self::Missing(format!("it ended, or said nothing for {} s, at {question}", PATIENCE.as_secs()));
            return self.ask(question);
        };
        let answer: Value = serde_json::from_str(&answer).map_err(|error| format!("{error} in {answer:?}"))?;
        answer["value"].as_f64().ok_or_else(|| answer["missing"].as_str().unwrap_or("no reason given").to_owned())
    }
}

fn start(mut command: Command) -> Result<Player> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("it cannot be started")?;
    let stdin = child.stdin.take().context("standard input was asked for")?;
    let stdout = child.stdout.take().context("standard output was asked for")?;
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    Ok(Player::Ready { child, stdin, lines })
}

impl Drop for Player {
    fn drop(&mut self) {
        if let Self::Ready { child, .. } = self {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use serde_json::json;

    fn player(script: &str) -> Player {
        let mut shell = Command::new("sh");
        shell.args(["-c", script]);
        Player::start(Ok(shell))
    }

    #[test]
    fn what_a_player_cannot_do_comes_with_the_reason_and_one_that_ends_stays_missing() {
        assert_eq!(player(r#"while read l; do echo '{"value":1.5}'; done"#).ask(&json!({})), Ok(1.5));
        assert_eq!(player(r#"read l; echo '{"missing":"no"}'"#).ask(&json!({})), Err("no".to_owned()));
        let mut gone = player("exit");
        let first = gone.ask(&json!({"n": 7}));
        assert!(first.as_ref().is_err_and(|why| why.contains(r#"{"n":7}"#)), "{first:?}");
        assert_eq!(gone.ask(&json!({"n": 8})), first);
    }
}
