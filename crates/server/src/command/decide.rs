//! `prokura decide`: may somebody do something somewhere, and why?

use super::print;
use crate::cli::Decide;
use crate::clock::SystemClock;
use crate::failure::Failure;
use crate::open;
use prokura_app::port::{Clock as _, Read, Store as _};
use prokura_decision::decide::{Question, explain};
use prokura_decision::facts::Target;
use prokura_decision::loaded::{LoadedFacts, ResourceId};
use prokura_decision::policy::Policy;
use prokura_decision::reason::{Explanation, Reason};
use prokura_domain::id::OrganizationId;
use prokura_domain::organization::Organization;
use prokura_domain::text::{EmailAddress, Locale, Slug};
use prokura_web::text::Language;
use std::process::ExitCode;

/// Ends with 0 for an allow and 1 for a deny.
pub(crate) async fn decide(given: Decide) -> Result<ExitCode, Failure> {
    let policy = open::policy(given.database.policy.as_deref())?;
    let store = prokura_store::connect(&given.database.database).await?;
    let mut read = store.read().await?;
    let (_, last) = read.revision().await?;
    let (control, level) = policy.action(&given.what).ok_or_else(|| {
        Failure::new(format!("`{}` is no action: say a control and a level, for example users.manage", given.what))
    })?;
    let email: EmailAddress =
        given.who.parse().map_err(|_| Failure::new(format!("`{}` is no e-mail address", given.who)))?;
    let person =
        read.person_by_email(&email).await?.ok_or_else(|| Failure::new(format!("nobody has the address {email}")))?;
    let (organization, resource) = find_place(&mut *read, &given.r#where).await?;
    let mut facts = LoadedFacts::new(&policy);
    for id in [organization, person.home] {
        if let Some(record) = read.organization_record(id).await? {
            facts.put_organization(record);
        }
    }
    if let Some(record) = read.principal_record(person.id).await? {
        facts.put_principal(record);
    }
    let target = match resource {
        None => Target::Organization,
        Some(resource) => facts
            .target(organization, resource)
            .ok_or_else(|| Failure::new(format!("`{}` is not a resource of that organization", given.r#where)))?,
    };
    let question = Question { principal: person.id, organization, target, control, level };
    let explanation = explain(&policy, &facts, &question, last.max(SystemClock.now()));
    if given.json {
        print(&json(&policy, &explanation).to_string())?;
    } else {
        print(&told(&policy, &explanation))?;
    }
    Ok(if explanation.allowed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn told(policy: &Policy, explanation: &Explanation) -> String {
    let english = Language(Locale::En);
    let mut lines = vec![if explanation.allowed { "Yes." } else { "No." }.to_owned()];
    if let Some(stopped) = explanation.stopped {
        lines.push(said(english, stopped));
    }
    if explanation.findings.is_empty() && explanation.stopped.is_none() {
        lines.push(said(english, Reason::NoEntitlement));
    }
    for finding in &explanation.findings {
        let role = policy.role_at(finding.role);
        lines.push(format!("  {} ({}): {}", role.title.en, role.key, said(english, finding.reason)));
    }
    lines.join("\n")
}

fn said(language: Language, reason: Reason) -> String {
    let text = language.text(&format!("reason-{}", reason.code()));
    match reason.rule() {
        Some(rule) => format!("{text} [{rule}]"),
        None => text,
    }
}

fn json(policy: &Policy, explanation: &Explanation) -> serde_json::Value {
    let findings: Vec<_> = explanation
        .findings
        .iter()
        .map(|finding| {
            serde_json::json!({
                "role": policy.role_at(finding.role).key,
                "situation": finding.situation.map(prokura_decision::policy::Situation::code),
                "by_support": finding.by_support,
                "reason": finding.reason.code(),
                "rule": finding.reason.rule(),
            })
        })
        .collect();
    let reasons: Vec<_> = explanation.reasons().into_iter().map(Reason::code).collect();
    serde_json::json!({
        "decision": explanation.allowed,
        "reason_codes": reasons,
        "rules": explanation.rules(),
        "entitlements": findings,
    })
}

/// An organization by its id or look-up key.
///
/// # Errors
/// A sentence, where there is none.
pub(crate) async fn find_organization(read: &mut dyn Read, named: &str) -> Result<Organization, Failure> {
    let found = match named.parse::<OrganizationId>() {
        Ok(id) => read.organization(id).await?,
        Err(_) => match named.parse::<Slug>() {
            Ok(slug) => read.organization_by_slug(&slug).await?,
            Err(_) => None,
        },
    };
    found.ok_or_else(|| Failure::new(format!("there is no organization `{named}`")))
}

async fn find_place(read: &mut dyn Read, named: &str) -> Result<(OrganizationId, Option<ResourceId>), Failure> {
    let Some((kind, slug)) = named.split_once(':') else {
        return Ok((find_organization(read, named).await?.id, None));
    };
    let missing = || Failure::new(format!("there is no {kind} `{slug}`"));
    let key: Slug = slug.parse().map_err(|_| missing())?;
    let found = match kind {
        "organization" => return Ok((find_organization(read, slug).await?.id, None)),
        "site" => read.site_by_slug(&key).await?.map(|site| (site.organization, ResourceId::Site(site.id))),
        "location" => read
            .location_by_slug(&key)
            .await?
            .map(|location| (location.organization, ResourceId::Location(location.id))),
        "subscription" => read
            .subscription_by_slug(&key)
            .await?
            .map(|subscription| (subscription.customer, ResourceId::Subscription(subscription.id))),
        _ => {
            return Err(Failure::new(format!(
                "`{kind}` is no kind of place: organization, site, location, subscription"
            )));
        }
    };
    let (organization, resource) = found.ok_or_else(missing)?;
    Ok((organization, Some(resource)))
}
