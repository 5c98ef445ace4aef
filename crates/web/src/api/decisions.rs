//! May they, and because of what?

use super::extract::Asking;
use crate::authzen::REVISION;
use crate::problem::Problem;
use crate::text::Language;
use axum::Json;
use axum::http::header::{HeaderName, HeaderValue};
use prokura_app::query::explanation::{self, Asked, Entitlement as Found, Explained};
use prokura_decision::facts::Target;
use prokura_decision::index::ResourceKind;
use prokura_decision::mask::Level;
use prokura_decision::policy::{Policy, Situation};
use prokura_decision::reason::Reason;
use prokura_domain::refusal::Refusal;
use prokura_wire::decision::{Decision, DecisionReason, Entitlement, EntitlementGrant, Question, Resource};
use prokura_wire::person::PersonReference;
use prokura_wire::time::Moment;
use uuid::Uuid;

/// May they? With every entitlement that was looked at, and what each lost to which rule.
///
/// People ask about themselves wherever they may be, and about others in organizations whose roles they may read (`roles`,
/// `customer_roles` or `partner_roles`; `external_admins` for people from outside). A service with the scope `decisions` asks
/// about what its organization reaches, as under `/access/v1`. Nothing is changed, so a token to read suffices.
#[utoipa::path(
    post, path = "/v1/decisions", operation_id = "explain_decision", tag = "decisions",
    request_body = Question,
    responses((status = 200, description = "The answer; a no is one, too.", body = Decision)),
)]
pub(super) async fn explain_decision(
    asking: Asking<Question>,
) -> Result<([(HeaderName, HeaderValue); 1], Json<Decision>), Problem> {
    let body = &asking.body;
    let level = Level::from_code(&body.level).ok_or_else(|| asking.fail(Refusal::field("level", "value_unknown")))?;
    let resource = body.resource.as_ref().map(|resource| match resource {
        Resource::Site(named) => (ResourceKind::Site, named.as_str()),
        Resource::Location(named) => (ResourceKind::Location, named.as_str()),
        Resource::Subscription(named) => (ResourceKind::Subscription, named.as_str()),
    });
    let asked =
        Asked { principal: &body.principal, organization: &body.organization, control: &body.control, level, resource };
    let service = &asking.site.service;
    let explained = explanation::ask(service, &asking.caller, &asked).await.map_err(|error| asking.fail(error))?;
    let revision = HeaderValue::from(explained.revision.0);
    Ok(([(REVISION, revision)], Json(decision(service.policy(), asking.current.language, explained))))
}

/// An answer as it is told, in a language.
#[must_use]
pub fn decision(policy: &Policy, language: Language, explained: Explained) -> Decision {
    let Explained { principal, person, question, explanation, entitlements, at, revision } = explained;
    let (email, name) = person.map_or((None, None), |it| (Some(it.email.into()), Some(it.name.into())));
    let reasons = explanation.reasons();
    Decision {
        decision: explanation.allowed,
        principal: PersonReference { id: principal.0, email, name },
        organization: question.organization.0,
        resource: resource(question.target),
        control: policy.control_at(question.control).name.clone(),
        level: question.level.code().to_owned(),
        at: Moment(at),
        revision: revision.0,
        policy: policy.digest.clone(),
        reason_codes: reasons.iter().map(|reason| reason.code().to_owned()).collect(),
        rules: explanation.rules().into_iter().map(str::to_owned).collect(),
        reasons: reasons.into_iter().map(|it| reason(language, it)).collect(),
        entitlements: entitlements.into_iter().map(|it| entitlement(policy, language, it)).collect(),
    }
}

fn resource(target: Target<Uuid>) -> Option<Uuid> {
    match target {
        Target::Organization => None,
        Target::Site { site: id, .. } | Target::Location(id) | Target::Subscription(id) => Some(id),
    }
}

fn entitlement(policy: &Policy, language: Language, found: Found) -> Entitlement {
    let Found { finding, grant, whole, custom } = found;
    let role = policy.role_at(finding.role);
    let title = custom.map_or_else(|| role.title.clone(), |custom| policy.role_of(&custom).title);
    Entitlement {
        role: grant.role.clone(),
        title: title.in_locale(language.0).to_owned(),
        gives: finding.reason == Reason::Granted,
        reason: reason(language, finding.reason),
        situation: finding.situation.map(|situation| Situation::code(situation).to_owned()),
        by_support: finding.by_support,
        from: grant.term.from.map(Moment),
        until: grant.term.until.map(Moment),
        grant: whole.then(|| EntitlementGrant::from(&grant)),
    }
}

fn reason(language: Language, reason: Reason) -> DecisionReason {
    DecisionReason {
        code: reason.code().to_owned(),
        step: reason.step().code().to_owned(),
        rule: reason.rule().map(str::to_owned),
        text: language.text(&format!("reason-{}", reason.code())),
    }
}
