//! One question, or several at once (AuthZEN, Access Evaluation and Access Evaluations).

use super::deciding::{Deciding, answer, json, malformed};
use super::shape::{self, Question, Questions};
use crate::metrics::Metrics;
use crate::problem::Problem;
use crate::site::Site;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use prokura_app::query::decisions::{Asked, Decider, Named, Verdict};
use prokura_decision::reason::Reason;
use prokura_wire::authzen::{Evaluation, EvaluationOrEvaluations, EvaluationRequest, EvaluationsRequest, Semantic};
use prokura_wire::problem::ProblemDetails;
use serde::Serialize;

/// How many questions one request may ask.
const MOST: usize = 1_000;
/// The answer to everybody who may.
const ALLOWED: &[u8] = br#"{"decision":true,"context":{"reason_codes":["granted"],"rules":[]}}"#;

#[derive(Serialize)]
struct Answer {
    decision: bool,
    context: Why,
}

#[derive(Serialize)]
struct Why {
    reason_codes: Vec<&'static str>,
    rules: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Wrong>,
}

#[derive(Serialize)]
struct Wrong {
    status: u16,
    message: String,
}

impl Answer {
    fn of(verdict: &Verdict) -> Self {
        let reasons = verdict.reasons();
        let mut rules: Vec<&'static str> = reasons.iter().filter_map(|reason| reason.rule()).collect();
        rules.dedup();
        let reason_codes = reasons.iter().copied().map(Reason::code).collect();
        Self { decision: verdict.is_allowed(), context: Why { reason_codes, rules, error: None } }
    }

    fn wrong(message: String) -> Self {
        let error = Some(Wrong { status: StatusCode::BAD_REQUEST.as_u16(), message });
        Self { decision: false, context: Why { reason_codes: vec!["malformed"], rules: Vec::new(), error } }
    }
}

#[derive(Serialize)]
struct Answers {
    evaluations: Vec<Answer>,
}

/// May the subject do the action to the resource?
///
/// A denial is an answer, too: status 200, with reason codes. What the token's organization does not reach is unknown.
#[utoipa::path(
    post, path = "/access/v1/evaluation", operation_id = "evaluate", tag = "decisions",
    params(("Prokura-At-Least-Revision" = Option<i64>, Header, minimum = 0, description = "Wait until this revision is answered from.")),
    request_body = EvaluationRequest,
    responses((status = 200, description = "The answer.", body = Evaluation), (status = 503, description = "The revision asked for was not reached in time.", body = ProblemDetails, content_type = "application/problem+json")),
)]
pub(super) async fn evaluate(State(site): State<Site>, deciding: Deciding) -> Result<Response, Problem> {
    let question: Question<'_> = shape::read(&deciding.body).map_err(|why| malformed(why, &deciding.current))?;
    one(&site.memory.metrics, &deciding, &question)
}

/// May they? Several questions at once.
///
/// What an evaluation lacks is taken from the top. Without evaluations the top itself is asked.
#[utoipa::path(
    post, path = "/access/v1/evaluations", operation_id = "evaluate_several", tag = "decisions",
    params(("Prokura-At-Least-Revision" = Option<i64>, Header, minimum = 0, description = "Wait until this revision is answered from.")),
    request_body = EvaluationsRequest,
    responses((status = 200, description = "The answers, in the order of the questions.", body = EvaluationOrEvaluations), (status = 503, description = "The revision asked for was not reached in time.", body = ProblemDetails, content_type = "application/problem+json")),
)]
pub(super) async fn evaluate_several(State(site): State<Site>, deciding: Deciding) -> Result<Response, Problem> {
    let questions: Questions<'_> = shape::read(&deciding.body).map_err(|why| malformed(why, &deciding.current))?;
    let (top, questions, semantic) = questions.into_parts();
    if questions.is_empty() {
        return one(&site.memory.metrics, &deciding, &top);
    }
    if questions.len() > MOST {
        return Err(malformed(format!("there are more than {MOST} evaluations"), &deciding.current));
    }
    let mut evaluations = Vec::with_capacity(questions.len());
    for (number, raw) in questions.into_iter().enumerate() {
        // A thousand questions take less than a millisecond; others still get their turn.
        if number % 256 == 255 {
            tokio::task::yield_now().await;
        }
        let answer = match shape::read_raw::<Question<'_>>(raw) {
            Ok(question) => match asked(&question, Some(&top)) {
                Ok(asked) => Answer::of(&decided(&site.memory.metrics, &deciding.decider, &asked)),
                Err(why) => Answer::wrong(why),
            },
            Err(why) => Answer::wrong(why),
        };
        let last = match semantic {
            Semantic::ExecuteAll => false,
            Semantic::DenyOnFirstDeny => !answer.decision,
            Semantic::PermitOnFirstPermit => answer.decision,
        };
        evaluations.push(answer);
        if last {
            break;
        }
    }
    Ok(answer(json(&Answers { evaluations }), &deciding.decider))
}

fn one(metrics: &Metrics, deciding: &Deciding, question: &Question<'_>) -> Result<Response, Problem> {
    let asked = asked(question, None).map_err(|why| malformed(why, &deciding.current))?;
    let verdict = decided(metrics, &deciding.decider, &asked);
    Ok(match verdict {
        Verdict::Allowed => answer(ALLOWED, &deciding.decider),
        Verdict::Denied(_) => answer(json(&Answer::of(&verdict)), &deciding.decider),
    })
}

fn decided(metrics: &Metrics, decider: &Decider, asked: &Asked<'_>) -> Verdict {
    let verdict = decider.evaluate(asked);
    metrics.decided(verdict.is_allowed());
    verdict
}

fn asked<'b>(question: &'b Question<'_>, top: Option<&'b Question<'_>>) -> Result<Asked<'b>, String> {
    let of = |own, default, name| shape::entity(own, default, name).map(|(kind, id)| Named { kind, id });
    Ok(Asked {
        subject: of(question.subject.as_ref(), top.and_then(|top| top.subject.as_ref()), "subject")?,
        action: shape::action(question.action.as_ref(), top.and_then(|top| top.action.as_ref()))?,
        resource: of(question.resource.as_ref(), top.and_then(|top| top.resource.as_ref()), "resource")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ready_made_answer_is_what_would_be_made() {
        assert_eq!(ALLOWED, json(&Answer::of(&Verdict::Allowed)));
    }
}
