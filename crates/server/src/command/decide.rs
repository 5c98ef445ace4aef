//! `prokura decide`: may somebody do something somewhere, and why?

use super::print;
use crate::cli::Decide;
use crate::clock::SystemClock;
use crate::failure::Failure;
use crate::open;
use prokura_app::port::{Clock as _, Read, Store as _};
use prokura_app::query::explanation::{Entitlement, Explained, custom_role, on_rows};
use prokura_decision::decide::Question;
use prokura_decision::facts::Target;
use prokura_decision::loaded::{LoadedFacts, ResourceId};
use prokura_domain::id::OrganizationId;
use prokura_domain::organization::Organization;
use prokura_domain::text::{EmailAddress, Locale, Slug};
use prokura_web::api::decisions::decision;
use prokura_web::text::Language;
use prokura_wire::decision::{Decision, DecisionReason, Entitlement as Entitled};
use std::process::ExitCode;

/// Ends with 0 for an allow and 1 for a deny.
pub(crate) async fn decide(given: Decide) -> Result<ExitCode, Failure> {
    let policy = open::policy(given.database.policy.as_deref())?;
    let store = prokura_store::connect(&given.database.database).await?;
    let mut read = store.read().await?;
    let (revision, last) = read.revision().await?;
    let (control, level) = policy.action(&given.what).ok_or_else(|| {
        Failure::new(format!("`{}` is no action: say a control and a level, for example users.manage", given.what))
    })?;
    let email: EmailAddress =
        given.who.parse().map_err(|_| Failure::new(format!("`{}` is no e-mail address", given.who)))?;
    let person =
        read.person_by_email(&email).await?.ok_or_else(|| Failure::new(format!("nobody has the address {email}")))?;
    let (organization, resource) = find_place(&mut *read, &given.r#where).await?;
    let target = match resource {
        None => Target::Organization,
        Some(resource) => {
            let mut facts = LoadedFacts::new(&policy);
            if let Some(record) = read.organization_record(organization).await? {
                facts.put_organization(record);
            }
            facts
                .target(organization, resource)
                .ok_or_else(|| Failure::new(format!("`{}` is not a resource of that organization", given.r#where)))?
        }
    };
    let question = Question { principal: person.id, organization, target, control, level };
    let at = last.max(SystemClock.now());
    let (explanation, grants) = on_rows(&mut *read, &policy, &question, at).await?;
    let allowed = explanation.allowed;
    let mut entitlements = Vec::with_capacity(grants.len());
    for (finding, grant) in explanation.findings.iter().zip(grants) {
        let custom = custom_role(&mut *read, &grant).await?;
        entitlements.push(Entitlement { finding: *finding, grant, whole: true, custom });
    }
    let explained =
        Explained { principal: person.id, person: Some(person), question, explanation, entitlements, at, revision };
    let decision = decision(&policy, Language(Locale::En), explained);
    if given.json {
        print(&serde_json::to_string(&decision).map_err(|error| error.to_string())?)?;
    } else {
        print(&told(&decision))?;
    }
    Ok(if allowed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn told(decision: &Decision) -> String {
    let mut lines = vec![if decision.decision { "Yes." } else { "No." }.to_owned()];
    if decision.entitlements.is_empty() {
        lines.extend(decision.reasons.iter().map(said));
    }
    for entitlement in &decision.entitlements {
        let Entitled { title, role, reason, grant, .. } = entitlement;
        let origin = grant.as_ref().map_or("", |grant| grant.origin.as_str());
        lines.push(format!("  {title} ({role}, {origin}): {}", said(reason)));
    }
    lines.join("\n")
}

fn said(reason: &DecisionReason) -> String {
    match &reason.rule {
        Some(rule) => format!("{} [{rule}]", reason.text),
        None => reason.text.clone(),
    }
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
