//! What happened how often, for a monitoring system to fetch. Counting takes no lock.

use arc_swap::ArcSwap;
use axum::http::{Method, StatusCode};
use std::borrow::Borrow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of how long an answer took, in microseconds.
const BOUNDS: [u64; 9] = [250, 1_000, 5_000, 25_000, 100_000, 250_000, 1_000_000, 5_000_000, u64::MAX];

/// The counters of this process.
#[derive(Debug, Default)]
pub struct Metrics {
    allowed: AtomicU64,
    denied: AtomicU64,
    routes: Counters<Box<str>, Route>,
    commands: Counters<(&'static str, &'static str), AtomicU64>,
}

#[derive(Debug, Default)]
struct Route {
    answers: Counters<(&'static str, u16), AtomicU64>,
    took: [AtomicU64; BOUNDS.len()],
    micros: AtomicU64,
}

/// Counters by key, which are few and never go away.
#[derive(Debug)]
struct Counters<K, V>(ArcSwap<HashMap<K, Arc<V>>>);

impl<K, V> Default for Counters<K, V> {
    fn default() -> Self {
        Self(ArcSwap::from_pointee(HashMap::new()))
    }
}

impl<K: Clone + Eq + Hash + Ord, V: Default> Counters<K, V> {
    fn of<Q>(&self, key: &Q, own: impl FnOnce() -> K, counted: impl FnOnce(&V))
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        if let Some(counter) = self.0.load().get(key) {
            return counted(counter);
        }
        let own = own();
        self.0.rcu(|counters| {
            let mut counters = HashMap::clone(counters);
            counters.entry(own.clone()).or_default();
            counters
        });
        if let Some(counter) = self.0.load().get(key) {
            counted(counter);
        }
    }

    fn sorted(&self) -> Vec<(K, Arc<V>)> {
        let mut all: Vec<_> = self.0.load().iter().map(|(key, counter)| (key.clone(), Arc::clone(counter))).collect();
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all
    }
}

impl Metrics {
    /// A decision was given to another service.
    pub fn decided(&self, allowed: bool) {
        let counter = if allowed { &self.allowed } else { &self.denied };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// A request was answered; `route` is the pattern of its path.
    pub fn answered(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        let key = (method_name(method), status.as_u16());
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.routes.of(
            route,
            || route.into(),
            |counted| {
                counted.answers.of(&key, || key, |count| add(count, 1));
                add(&counted.micros, micros);
                let bound = BOUNDS.iter().position(|bound| micros <= *bound).unwrap_or(BOUNDS.len() - 1);
                add(&counted.took[bound], 1);
            },
        );
    }

    /// A command was done, or refused, or failed.
    pub fn commanded(&self, command: &'static str, outcome: &'static str) {
        let key = (command, outcome);
        self.commands.of(&key, || key, |count| add(count, 1));
    }

    /// The counters in the text format of Prometheus.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        help(&mut out, "prokura_decisions_total", "counter", "Decisions given to other services.");
        for (outcome, counter) in [("allowed", &self.allowed), ("denied", &self.denied)] {
            line(&mut out, "prokura_decisions_total", &[("decision", outcome)], &get(counter));
        }
        help(&mut out, "prokura_commands_total", "counter", "Commands by how they ended: done, refused or failed.");
        for ((command, outcome), counter) in self.commands.sorted() {
            let labels = [("command", command), ("outcome", outcome)];
            line(&mut out, "prokura_commands_total", &labels, &get(&counter));
        }
        let routes = self.routes.sorted();
        help(&mut out, "prokura_http_requests_total", "counter", "Requests answered.");
        for (route, counted) in &routes {
            for ((method, status), counter) in counted.answers.sorted() {
                let status = status.to_string();
                let labels = [("method", method), ("route", &**route), ("status", &status)];
                line(&mut out, "prokura_http_requests_total", &labels, &get(&counter));
            }
        }
        help(&mut out, "prokura_http_request_seconds", "histogram", "How long answering took.");
        for (route, counted) in &routes {
            let mut sum = 0;
            for (bound, counter) in BOUNDS.iter().zip(&counted.took) {
                sum += counter.load(Ordering::Relaxed);
                let bound = if *bound == u64::MAX { "+Inf".to_owned() } else { seconds(*bound) };
                let labels = [("route", &**route), ("le", &*bound)];
                line(&mut out, "prokura_http_request_seconds_bucket", &labels, &sum.to_string());
            }
            let labels = [("route", &**route)];
            let micros = counted.micros.load(Ordering::Relaxed);
            line(&mut out, "prokura_http_request_seconds_sum", &labels, &seconds(micros));
            line(&mut out, "prokura_http_request_seconds_count", &labels, &sum.to_string());
        }
        out
    }
}

/// Begins a metric.
pub(crate) fn help(out: &mut String, name: &str, kind: &str, text: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "# HELP {name} {text}\n# TYPE {name} {kind}");
}

/// One value of a metric. Labels are codes and route patterns of ours: nothing in them needs escaping.
pub(crate) fn line(out: &mut String, name: &str, labels: &[(&str, &str)], value: &str) {
    let labels: Vec<String> = labels.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
    let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
    let _ = writeln!(out, "{name}{labels} {value}");
}

fn add(counter: &AtomicU64, n: u64) {
    counter.fetch_add(n, Ordering::Relaxed);
}

fn get(counter: &AtomicU64) -> String {
    counter.load(Ordering::Relaxed).to_string()
}

fn seconds(micros: u64) -> String {
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

/// Names only methods that a route has: a client cannot make counters.
fn method_name(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_has_what_was_counted() {
        let metrics = Metrics::default();
        metrics.decided(true);
        metrics.decided(true);
        metrics.decided(false);
        metrics.commanded("assign_role", "done");
        metrics.answered(&Method::GET, "/v1/me", StatusCode::OK, Duration::from_micros(300));
        metrics.answered(&Method::GET, "/v1/me", StatusCode::OK, Duration::from_secs(60));
        metrics.answered(&Method::from_bytes(b"BREW").unwrap(), "none", StatusCode::NOT_FOUND, Duration::ZERO);
        let text = metrics.text();
        for expected in [
            "prokura_decisions_total{decision=\"allowed\"} 2\n",
            "prokura_decisions_total{decision=\"denied\"} 1\n",
            "prokura_commands_total{command=\"assign_role\",outcome=\"done\"} 1\n",
            "prokura_http_requests_total{method=\"GET\",route=\"/v1/me\",status=\"200\"} 2\n",
            "prokura_http_requests_total{method=\"other\",route=\"none\",status=\"404\"} 1\n",
            "prokura_http_request_seconds_bucket{route=\"/v1/me\",le=\"0.000250\"} 0\n",
            "prokura_http_request_seconds_bucket{route=\"/v1/me\",le=\"0.001000\"} 1\n",
            "prokura_http_request_seconds_bucket{route=\"/v1/me\",le=\"+Inf\"} 2\n",
            "prokura_http_request_seconds_sum{route=\"/v1/me\"} 60.000300\n",
        ] {
            assert!(text.contains(expected), "{expected} in\n{text}");
        }
    }
}
