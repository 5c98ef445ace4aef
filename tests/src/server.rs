//! A server that runs: where it is, what it says, and how it ends.

use crate::http::{Answer, Call};
use crate::wait::{PATIENCE, wait_for};
use serde_json::Value;
use std::io::{self, BufRead as _, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

type Lines = Arc<Mutex<Vec<String>>>;

/// A running server. Dropping it ends it at once.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    child: Child,
    out: Lines,
    log: Lines,
    readers: Vec<JoinHandle<()>>,
}

impl Server {
    /// Starts `prokura serve` or `prokura demo` and waits until it listens.
    #[track_caller]
    #[must_use]
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (out, log) = (Lines::default(), Lines::default());
        let readers = vec![
            keep(child.stdout.take().unwrap(), Arc::clone(&out)),
            keep(child.stderr.take().unwrap(), Arc::clone(&log)),
        ];
        let address = wait_for("the server to listen", || {
            if let Some(status) = child.try_wait().unwrap() {
                panic!("the server ended with {status}: {}", log.lock().unwrap().join("\n"));
            }
            said_by_serve(&log.lock().unwrap()).or_else(|| said_by_demo(&out.lock().unwrap()))
        });
        Self { address, child, out, log, readers }
    }

    /// Makes a call that has to be answered.
    #[track_caller]
    pub fn call(&self, call: &Call) -> Answer {
        call.send(self.address).unwrap_or_else(|error| panic!("{error}: {call:?}"))
    }

    /// Waits until the server has noticed what other processes wrote: a token that was made a moment ago is not yet good.
    #[track_caller]
    pub fn catch_up(&self) {
        let is_zero = |text: &str| text.lines().any(|line| line == "prokura_index_lag_revisions 0");
        wait_for("the server to catch up", || {
            is_zero(self.call(&Call::get("/metrics")).expect(200).text()).then_some(())
        });
    }

    /// Everything on standard error so far.
    #[must_use]
    pub fn log(&self) -> String {
        self.log.lock().unwrap().join("\n")
    }

    /// Everything on standard output so far.
    #[must_use]
    pub fn out(&self) -> String {
        self.out.lock().unwrap().join("\n")
    }

    /// Sends a signal and waits for nothing.
    pub fn signal(&self, name: &str) {
        // The process was not waited for, so nobody else can have its id.
        let script = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &script]).status().unwrap().success());
    }

    /// Waits for its end; with everything it said on standard error.
    pub fn ended(mut self) -> (ExitStatus, String) {
        let status = wait_for("the server to end", || self.child.try_wait().unwrap());
        for reader in self.readers.drain(..) {
            reader.join().unwrap();
        }
        let log = self.log();
        (status, log)
    }

    /// Ends it in order.
    pub fn stop(self) -> String {
        self.signal("TERM");
        let (status, log) = self.ended();
        assert!(status.success(), "{status}: {log}");
        log
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn keep(from: impl Read + Send + 'static, lines: Lines) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines() {
            match line {
                Ok(line) => lines.lock().unwrap().push(line),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
    })
}

fn said_by_serve(log: &[String]) -> Option<SocketAddr> {
    let lines = log.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut serving = lines.filter(|line| line["message"] == "serving");
    serving.next()?["address"].as_str()?.parse().ok()
}

fn said_by_demo(out: &[String]) -> Option<SocketAddr> {
    let line = out.iter().find(|line| line.starts_with("Prokura is running"))?;
    // Printed by name, and listening at a number.
    line.rsplit_once("http://")?.1.replace("localhost", "127.0.0.1").parse().ok()
}

/// How long a server may take to end: it cuts off what does not end within twenty seconds.
const _: () = assert!(PATIENCE.as_secs() > 40);
