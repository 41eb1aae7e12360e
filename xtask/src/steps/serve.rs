//! Serving the built page. The address is printed only once it answers, and whatever ends this program ends the server.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream, ToSocketAddrs};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::shell::unmet;

const START_TIMEOUT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(50);
/// Without it no browser lets the page share memory between threads.
const ISOLATION_HEADER: &str = "cross-origin-opener-policy: same-origin";

/// Fails if something else has `port`: better now than after a build of some minutes.
pub(crate) fn check_port(port: u16) -> Result<()> {
    for address in ("localhost", port).to_socket_addrs()? {
        match TcpListener::bind(address) {
            // A machine may have no IPv6.
            Err(error) if error.kind() != ErrorKind::AddrNotAvailable => {
                return Err(unmet(format!("can't serve on port {port} ({error})"), "choose another with --port"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Serves `www/dist` until Ctrl-C.
pub(crate) fn serve(port: u16, open_browser: bool) -> Result<()> {
    let stop = stop_signal()?;
    let mut server = Server(
        Command::new("node")
            .args(["node_modules/vite/bin/vite.js", "preview", "--strictPort", "--logLevel=warn", "--port"])
            .arg(port.to_string())
            .current_dir("www")
            .stdin(Stdio::null())
            .spawn()
            .context("can't start node")?,
    );
    wait_until_it_answers(&mut server, port)?;
    let url = format!("http://localhost:{port}");
    println!("\n  {url}\n\nCtrl-C stops the server.");
    if open_browser && has_display() && open::that_detached(&url).is_err() {
        println!("No browser could be opened: open the address yourself.");
    }
    loop {
        match stop.recv_timeout(POLL) {
            Err(RecvTimeoutError::Timeout) => server.check_running()?,
            _ => return Ok(()),
        }
    }
}

/// A server that ends with its owner.
struct Server(Child);

impl Server {
    fn check_running(&mut self) -> Result<()> {
        match self.0.try_wait()? {
            Some(status) => bail!("the server ended ({status})"),
            None => Ok(()),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Receives something when this program is asked to end, by the keyboard or by another program.
fn stop_signal() -> Result<Receiver<()>> {
    let (sender, receiver) = channel();
    ctrlc::set_handler(move || {
        let _ = sender.send(());
    })?;
    Ok(receiver)
}

fn wait_until_it_answers(server: &mut Server, port: u16) -> Result<()> {
    let start = Instant::now();
    loop {
        server.check_running()?;
        if let Ok(answer) = head(port) {
            let answer = answer.to_ascii_lowercase();
            ensure!(answer.starts_with("http/1.1 200"), "the server answers {:?}", answer.lines().next());
            ensure!(answer.contains(ISOLATION_HEADER), "the server sends no `{ISOLATION_HEADER}`");
            return Ok(());
        }
        ensure!(start.elapsed() < START_TIMEOUT, "the server does not answer on port {port}");
        std::thread::sleep(POLL);
    }
}

/// The first line and the headers of what the server answers.
fn head(port: u16) -> Result<String> {
    let mut stream = TcpStream::connect(("localhost", port))?;
    stream.set_read_timeout(Some(START_TIMEOUT))?;
    write!(stream, "GET / HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).split("\r\n\r\n").next().unwrap_or_default().to_owned())
}

fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !set("CI") && (!cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY"))
}
