//! Figures of support access.

use super::extract::{Path, Query, Reading};
use crate::problem::Problem;
use axum::Json;
use prokura_app::query::support_metrics::{Figures, get};
use prokura_wire::support_metrics::{SupportFigures, SupportHome, SupportMetrics, SupportStretch};
use prokura_wire::time::Moment;

/// Over how long.
#[derive(Clone, Copy, Debug, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DaysQuery {
    /// 30 (where it is not said), 90 or 365.
    #[serde(default = "thirty")]
    days: i64,
}

const fn thirty() -> i64 {
    30
}

/// How often support asked for access to an organization, what became of it, and how long the answers took. Asks
/// `support_metrics.read`.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/support-metrics", operation_id = "get_support_metrics", tag = "support",
    params(("organization" = String, Path, description = "Id or look-up key."), DaysQuery),
    responses((status = 200, description = "The figures.", body = SupportMetrics)),
)]
pub(super) async fn get_support_metrics(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<DaysQuery>,
) -> Result<Json<SupportMetrics>, Problem> {
    let found = get(&reading.site.service, &reading.caller, &organization, query.days).await;
    let found = found.map_err(|error| reading.fail(error))?;
    let stretches = found.stretches.into_iter().map(|it| SupportStretch {
        from: Moment(it.from),
        until: Moment(it.until),
        figures: figures(&it.figures),
    });
    let homes = found.homes.into_iter().map(|(home, of)| SupportHome {
        organization: home.as_ref().map(|home| home.id.0),
        name: home.map(|home| home.name.into()),
        figures: figures(&of),
    });
    Ok(Json(SupportMetrics {
        days: found.days,
        all: figures(&found.all),
        stretches: stretches.collect(),
        homes: homes.collect(),
    }))
}

const fn figures(of: &Figures) -> SupportFigures {
    SupportFigures {
        asked: of.asked,
        granted: of.granted,
        denied: of.denied,
        reported: of.reported,
        lapsed: of.lapsed,
        withdrawn: of.withdrawn,
        pending: of.pending,
        sessions: of.sessions,
        median_seconds: of.median_seconds,
    }
}
