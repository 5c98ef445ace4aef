//! `prokura demo`: everything on this machine, with the example world.

use crate::cli::Demo;
use crate::clock::{ShiftedClock, SystemClock};
use crate::failure::Failure;
use crate::mailbox::MailDirectory;
use crate::mailer::IntoMailbox;
use crate::random::SystemRandom;
use crate::run::{listen, run};
use crate::{key_file, open, resolver};
use prokura_app::authentication::Authentication;
use prokura_app::caller::Caller;
use prokura_app::command::add_domain::AddDomain;
use prokura_app::command::import_world::ImportWorld;
use prokura_app::command::verify_domain::VerifyDomain;
use prokura_app::error::Error;
use prokura_app::password::Breached;
use prokura_app::port::{Clock, Page};
use prokura_app::service::Service;
use prokura_app::world::{Document, Format, sentence};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::Locale;
use prokura_web::demo::{Demo as WebDemo, MovableClock};
use prokura_web::site::{PublicUrl, Site};
use std::fs;
use std::net::{IpAddr, Ipv4Addr};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::sync::Arc;

const WORLD: &str = include_str!("../../../demo/world.toml");
/// What a demo leaves in its directory; `--fresh` removes these and nothing else.
const FILES: [&str; 4] = ["prokura.db", "prokura.db-wal", "prokura.db-shm", "prokura.key"];
const MAILS: &str = "mails";
/// Domains that are verified in the example world.
const DOMAINS: [(&str, &str); 2] = [("harbour-clinic", "clinic.example"), ("brno-robotics", "brno.example")];

/// Runs the demo until it is told to stop.
///
/// # Errors
/// A sentence that says what failed.
pub(crate) async fn demo(given: Demo) -> Result<(), Failure> {
    if !given.listen.ip().is_loopback() {
        return Err(Failure::new(format!(
            "the demo lets anybody be anybody, so it listens on loopback only, not on {}",
            given.listen
        )));
    }
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&given.data)
        .map_err(|error| Failure::io(&given.data, &error))?;
    if given.fresh {
        start_over(&given.data)?;
    }
    let listener = listen(given.listen).await?;
    let address = listener.local_addr().map_err(|error| Failure::new(error.to_string()))?;
    let keys = key_file::open(&given.data.join("prokura.key"), &SystemRandom)?;
    let mailbox_path = given.data.join(MAILS);
    let mailbox = Arc::new(MailDirectory::open(&mailbox_path).map_err(|error| Failure::io(&mailbox_path, &error))?);
    let shifted = given.movable_clock.then(|| Arc::new(ShiftedClock::default()));
    let clock: Arc<dyn Clock> = match &shifted {
        Some(shifted) => Arc::clone(shifted) as Arc<dyn Clock>,
        None => Arc::new(SystemClock),
    };
    let url = format!("sqlite://{}", given.data.join("prokura.db").display());
    prokura_store::migrate(&url).await?;
    let means = open::means(&url, None, clock).await?;
    let (service, writing) = Service::start(means, keys).await?;
    let new = service.follower().revision().0 == 0;
    if new {
        import(&service).await?;
        own_domains(&service).await?;
    }
    // By name where it has one: browsers know passkeys only for names.
    let name = if address.ip() == Ipv4Addr::LOCALHOST { "localhost".to_owned() } else { literal(address.ip()) };
    let public_url = PublicUrl::parse(&format!("http://{name}:{}", address.port()))?;
    greet(&service, &public_url, &given.data, new).await?;
    let movable = shifted.map(|shifted| shifted as Arc<dyn MovableClock>);
    let outside = resolver::outside(given.allow_private_identity_providers, &public_url)?;
    let authentication = Authentication::new(service.clone(), Breached::default(), true)?;
    let authentication = Arc::new(authentication.at(public_url.origin()).reaching(outside));
    let site = Site {
        service,
        authentication,
        public_url,
        demo: Some(WebDemo { mailbox: mailbox.clone(), clock: movable }),
        trusted_proxies: Arc::new([]),
        memory: Arc::default(),
    };
    run(listener, site, Arc::new(IntoMailbox(mailbox)), writing).await
}

fn start_over(data: &Path) -> Result<(), Failure> {
    for name in FILES {
        let path = data.join(name);
        if path.exists() {
            fs::remove_file(&path).map_err(|error| Failure::io(&path, &error))?;
        }
    }
    let mails = data.join(MAILS);
    if mails.exists() {
        fs::remove_dir_all(&mails).map_err(|error| Failure::io(&mails, &error))?;
    }
    Ok(())
}

async fn import(service: &Service) -> Result<(), Failure> {
    let document = Document::read(WORLD.as_bytes(), Format::Toml);
    let caller = Caller::operator(service.new_request());
    match service.execute(caller, ImportWorld { document, prune: false, dry_run: false }).await {
        Ok(_) => Ok(()),
        Err(Error::Refused(Refusal::Invalid(errors))) => {
            let lines: Vec<String> = errors.iter().map(sentence).collect();
            Err(Failure::new(format!("the example world has mistakes:\n{}", lines.join("\n"))))
        }
        Err(error) => Err(error.into()),
    }
}

/// An address as it stands in a URL.
fn literal(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

/// The example world's customers have shown whose their domains are.
async fn own_domains(service: &Service) -> Result<(), Failure> {
    for (slug, name) in DOMAINS {
        let slug = slug.parse().map_err(|_| Failure::new("a look-up key of the example world is none"))?;
        let name = name.parse().map_err(|_| Failure::new("a domain of the example world is none"))?;
        let found = service.read().await?.organization_by_slug(&slug).await?;
        let Some(organization) = found.map(|organization| organization.id) else { continue };
        let operator = || Caller::operator(service.new_request());
        let added = service.execute(operator(), AddDomain { organization, name }).await?.value;
        service.execute(operator(), VerifyDomain::by_operator(organization, added.id)).await?;
    }
    Ok(())
}

/// Prints the address and whom one can be.
#[expect(clippy::print_stdout, reason = "it is what the demo is started for")]
async fn greet(service: &Service, public_url: &PublicUrl, data: &Path, new: bool) -> Result<(), Failure> {
    let mut read = service.read().await?;
    println!("Prokura is running with the example world: {}", public_url.origin());
    println!("  whom one can be   {}", public_url.join("/demo/people"));
    println!("  every mail sent   {}", public_url.join("/demo/mailbox"));
    println!("  API documentation {}", public_url.join("/openapi.json"));
    println!("  data              {} ({})", data.display(), if new { "new" } else { "kept; --fresh starts over" });
    println!();
    for organization in read.organizations(Page { after: None, limit: 100 }).await? {
        println!("{} ({})", organization.name, organization.kind.code().replace('_', "-"));
        for person in read.people_at_home(organization.id, Page { after: None, limit: 100 }).await? {
            let Some(record) = read.principal_record(person.id).await? else { continue };
            let mut titles = Vec::new();
            for grant in record.grants.iter().filter(|grant| grant.term.contains(service.now())) {
                let title = service
                    .policy()
                    .role(&grant.role)
                    .map_or(grant.role.as_str(), |role| service.policy().role_at(role).title.in_locale(Locale::En));
                let elsewhere = read.organization(grant.organization).await?.filter(|o| o.id != organization.id);
                titles.push(match elsewhere {
                    Some(elsewhere) => format!("{title} at {}", elsewhere.name),
                    None => title.to_owned(),
                });
            }
            println!(
                "  {:<28} {}",
                person.email,
                if titles.is_empty() { "no role".to_owned() } else { titles.join(", ") }
            );
        }
    }
    Ok(())
}
