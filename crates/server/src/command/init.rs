//! `prokura init`.

use super::print;
use crate::cli::Init;
use crate::failure::Failure;
use crate::random::SystemRandom;
use crate::{key_file, open};
use prokura_app::caller::Caller;
use prokura_app::command::initialize::Initialize;
use prokura_domain::id::RequestId;
use prokura_domain::text::{EmailAddress, Name, Slug};
use prokura_web::site::PublicUrl;

/// Makes an empty database usable and prints one sign-in link, alone.
pub(crate) async fn init(given: Init) -> Result<(), Failure> {
    let public_url = PublicUrl::parse(&given.public_url)?;
    let vendor: Name = given.vendor.parse().map_err(|_| Failure::new("the vendor's name is empty or too long"))?;
    let email: EmailAddress =
        given.admin.parse().map_err(|_| Failure::new(format!("`{}` is no e-mail address", given.admin)))?;
    let name: Name = email
        .as_str()
        .split('@')
        .next()
        .and_then(|local| local.parse().ok())
        .ok_or_else(|| Failure::new("the address has no part before the @"))?;
    let keys = key_file::open(&given.key_file, &SystemRandom)?;
    let (means, pipeline, writing) = open::pipeline(&given.database.database, given.database.policy.as_deref()).await?;
    let command = Initialize { slug: slug_of(&vendor)?, vendor, email: email.clone(), name, locale: None };
    let request = RequestId(means.random.id(means.clock.now()));
    let initialized = pipeline.execute(Caller::operator(request), command).await?.value;
    drop(pipeline);
    writing.await.map_err(|error| Failure::new(format!("the writing task failed: {error}")))?;
    let secret = keys.sign_in_link(initialized.link, &email);
    print(&public_url.join(&format!("/sign-in/link/{secret}")))
}

/// The look-up key of a name: what is left of it in plain letters and digits.
fn slug_of(name: &Name) -> Result<Slug, Failure> {
    let plain: String =
        name.as_str().to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    let slug = if words.is_empty() { "vendor".to_owned() } else { words.join("-") };
    slug.parse().map_err(|_| Failure::new("the vendor's name makes no look-up key"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_makes_a_look_up_key() {
        for (name, slug) in [("Aurora Cloud", "aurora-cloud"), ("Žižkov, a.s.", "i-kov-a-s"), ("日本", "vendor")] {
            assert_eq!(slug_of(&name.parse().unwrap()).unwrap().as_str(), slug);
        }
    }
}
