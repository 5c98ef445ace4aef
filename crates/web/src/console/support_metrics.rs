//! How often support asked, what became of it, and how long the answers took: as a page and as a file.

use super::{Answer, ConsoleCaller, Frame, Moment, Zone, page as answer};
use crate::csv::row as csv_row;
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use axum::response::IntoResponse as _;
use prokura_app::error::Error;
use prokura_app::query::support_metrics::{Figures, Metrics, RANGES, get};
use prokura_domain::refusal::Refusal;
use serde::Deserialize;

/// What counts there are, in the order of the columns; each has a text `metrics-…`.
const COUNTS: [&str; 7] = ["asked", "granted", "denied", "reported", "lapsed", "withdrawn", "sessions"];

/// Over how long.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    days: String,
}

/// A choice of days.
struct Range {
    href: String,
    title: String,
    here: bool,
}

/// Figures with what they are of.
struct Row {
    title: String,
    /// In percent of the longest bar.
    bar: u64,
    counts: Vec<u64>,
    median: String,
}

#[derive(Template)]
#[template(path = "support_metrics.html")]
struct MetricsPage {
    frame: Frame,
    ranges: Vec<Range>,
    headings: Vec<String>,
    all: Vec<(String, String)>,
    stretches: Vec<Row>,
    homes: Vec<Row>,
    is_empty: bool,
    file: String,
    settings: Option<String>,
}

impl Asked {
    fn days(&self) -> Result<i64, Refusal> {
        match self.days.as_str() {
            "" => Ok(RANGES[0].0),
            days => days.parse().map_err(|_| Refusal::field("days", "value_unknown")),
        }
    }
}

/// `GET /o/{organization}/support-metrics`
pub(super) async fn page(caller: ConsoleCaller, Path(named): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let visit = &caller.visit;
    let (frame, _) = caller.enter(&named, visit.t("nav-metrics")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let found = get(&caller.site.service, &caller.caller, &named, asked.days()?).await?;
    let path = place.href("support-metrics");
    let ranges = RANGES.into_iter().map(|(days, _)| Range {
        href: format!("{path}?days={days}"),
        title: visit.tn("metrics-days", "days", usize::try_from(days).unwrap_or_default()),
        here: days == found.days,
    });
    let most = found.stretches.iter().map(|it| it.figures.asked).max().unwrap_or_default();
    let most_of_home = found.homes.iter().map(|(_, figures)| figures.asked).max().unwrap_or_default();
    let stretches = found.stretches.iter().map(|it| {
        let day = |at| Moment::day(at, &visit.zone, visit.language);
        let title = visit.t2("metrics-stretch", "from", day(it.from), "until", day(it.until));
        row(&caller, title, &it.figures, most)
    });
    let homes = found.homes.iter().map(|(home, figures)| {
        let title = home.as_ref().map_or_else(|| visit.t("somebody"), |home| home.name.to_string());
        row(&caller, title, figures, most_of_home)
    });
    let numbers = counts(&found.all).into_iter().map(|count| count.to_string());
    let mut all: Vec<(String, String)> =
        COUNTS.into_iter().map(|it| visit.t(&format!("metrics-{it}"))).zip(numbers).collect();
    all.push((visit.t("metrics-pending"), found.all.pending.to_string()));
    all.push((visit.t("metrics-median"), median(&caller, &found.all)));
    let shows_settings = place.pages.iter().any(|section| section.path == "settings");
    Ok(answer(&MetricsPage {
        ranges: ranges.collect(),
        headings: COUNTS.into_iter().map(|it| visit.t(&format!("metrics-{it}"))).collect(),
        all,
        stretches: stretches.collect(),
        homes: homes.collect(),
        is_empty: found.all.asked == 0 && found.all.sessions == 0,
        file: format!("{path}/file?days={}", found.days),
        settings: shows_settings.then(|| format!("{}#support-tell-of-access", place.href("settings"))),
        frame: frame.section("support-metrics"),
    })?)
}

/// `GET /o/{organization}/support-metrics/file`
pub(super) async fn file(caller: ConsoleCaller, Path(named): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("nav-metrics")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let found = get(&caller.site.service, &caller.caller, &named, asked.days()?).await?;
    let name = format!("attachment; filename=\"{}-support-{}-days.csv\"", place.organization.slug, found.days);
    let name = HeaderValue::from_str(&name).map_err(|error| Error::Internal(format!("a file's name: {error}")))?;
    let kind = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name)], table(&caller, &found)).into_response())
}

/// Stretch by stretch, then home by home. Spreadsheets take days in UTC and seconds as numbers.
fn table(caller: &ConsoleCaller, metrics: &Metrics) -> String {
    let visit = &caller.visit;
    let mut out = String::from("\u{feff}");
    let texts = COUNTS.into_iter().chain(["pending", "median-seconds"]).map(|it| visit.t(&format!("metrics-{it}")));
    let first = ["metrics-from", "metrics-until", "metrics-home"].map(|key| visit.t(key));
    csv_row(&mut out, first.into_iter().chain(texts));
    let zone = Zone::default();
    let figures = |of: &Figures| {
        let median = of.median_seconds.map(|it| it.to_string()).unwrap_or_default();
        counts(of).into_iter().chain([of.pending]).map(|it| it.to_string()).chain([median]).collect::<Vec<_>>()
    };
    for it in &metrics.stretches {
        let place = [zone.date(it.from), zone.date(it.until), String::new()];
        csv_row(&mut out, place.into_iter().chain(figures(&it.figures)));
    }
    for (home, of) in &metrics.homes {
        let home = home.as_ref().map_or_else(|| visit.t("somebody"), |home| home.name.to_string());
        csv_row(&mut out, [String::new(), String::new(), home].into_iter().chain(figures(of)));
    }
    out
}

const fn counts(of: &Figures) -> [u64; 7] {
    [of.asked, of.granted, of.denied, of.reported, of.lapsed, of.withdrawn, of.sessions]
}

fn row(caller: &ConsoleCaller, title: String, figures: &Figures, most: u64) -> Row {
    let bar = (figures.asked * 100).checked_div(most).unwrap_or_default();
    Row { title, bar, counts: counts(figures).to_vec(), median: median(caller, figures) }
}

/// Minutes and seconds: a request waits for an hour at most.
fn median(caller: &ConsoleCaller, figures: &Figures) -> String {
    figures.median_seconds.map_or_else(
        || caller.visit.t("metrics-no-answer"),
        |seconds| {
            let (minutes, seconds) = (seconds / 60, seconds % 60);
            caller.visit.t2("metrics-time", "minutes", minutes, "seconds", seconds)
        },
    )
}
