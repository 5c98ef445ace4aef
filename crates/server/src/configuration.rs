//! The settings of `serve`: from the command line, else the environment (both by way of `clap`), else a file.

use crate::cli::Serve;
use crate::failure::Failure;
use prokura_web::site::PublicUrl;
use serde::Deserialize;
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// The settings that can be given in a file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct InFile {
    database: Option<String>,
    listen: Option<SocketAddr>,
    public_url: Option<String>,
    key_file: Option<PathBuf>,
    smtp: Option<String>,
    mail_from: Option<String>,
    #[serde(default)]
    trusted_proxy: Vec<IpAddr>,
    policy: Option<PathBuf>,
    #[serde(default)]
    allow_private_identity_providers: bool,
    breached_passwords: Option<PathBuf>,
}

/// The mail server and whom mails are from.
pub(crate) struct Smtp {
    pub(crate) url: String,
    pub(crate) from: String,
}

/// The settings of `serve`, complete and sane.
pub(crate) struct Configuration {
    pub(crate) database: String,
    pub(crate) listen: SocketAddr,
    pub(crate) public_url: PublicUrl,
    pub(crate) key_file: PathBuf,
    pub(crate) smtp: Option<Smtp>,
    pub(crate) trusted_proxies: Vec<IpAddr>,
    pub(crate) policy: Option<PathBuf>,
    pub(crate) allow_private_identity_providers: bool,
    pub(crate) breached_passwords: Option<PathBuf>,
}

impl Configuration {
    /// Puts the settings together.
    ///
    /// # Errors
    /// A sentence that names the setting and what to do.
    pub(crate) fn of(given: Serve) -> Result<Self, Failure> {
        let file = match &given.config {
            Some(path) => {
                let text = fs::read_to_string(path).map_err(|error| Failure::io(path, &error))?;
                toml::from_str(&text).map_err(|error| Failure::new(format!("{}: {error}", path.display())))?
            }
            None => InFile::default(),
        };
        let listen = given.listen.or(file.listen).ok_or_else(|| missing("listen", "127.0.0.1:8080"))?;
        let public_url = match given.public_url.or(file.public_url) {
            Some(url) => PublicUrl::parse(&url)?,
            None if listen.ip().is_loopback() => PublicUrl::parse(&format!("http://{listen}"))?,
            None => return Err(missing("public-url", "https://admin.example")),
        };
        let smtp = match (given.smtp.or(file.smtp), given.mail_from.or(file.mail_from)) {
            (Some(url), Some(from)) => Some(Smtp { url, from }),
            (None, None) => None,
            (Some(_), None) => return Err(missing("mail-from", "'Prokura <no-reply@admin.example>'")),
            (None, Some(_)) => return Err(missing("smtp", "smtps://USER:PASSWORD@mail.example")),
        };
        let trusted_proxies = if given.trusted_proxy.is_empty() { file.trusted_proxy } else { given.trusted_proxy };
        Ok(Self {
            database: given.database.or(file.database).ok_or_else(|| missing("database", "sqlite://prokura.db"))?,
            listen,
            public_url,
            key_file: given.key_file.or(file.key_file).unwrap_or_else(|| PathBuf::from("prokura.key")),
            smtp,
            trusted_proxies,
            policy: given.policy.or(file.policy),
            allow_private_identity_providers: given.allow_private_identity_providers
                || file.allow_private_identity_providers,
            breached_passwords: given.breached_passwords.or(file.breached_passwords),
        })
    }
}

fn missing(name: &str, example: &str) -> Failure {
    let variable = name.replace('-', "_").to_uppercase();
    Failure::new(format!(
        "no {name} was given: say --{name} {example}, set PROKURA_{variable}, or put `{}` into the file of --config",
        name.replace('-', "_")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use clap::Parser as _;

    fn parse(arguments: &[&str]) -> Result<Configuration, String> {
        let arguments = ["prokura", "serve"].iter().chain(arguments);
        let Command::Serve(given) = Cli::try_parse_from(arguments).unwrap().command else {
            panic!("`serve` is what was typed");
        };
        Configuration::of(*given).map_err(|failure| failure.to_string())
    }

    #[test]
    fn the_command_line_wins_over_the_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("prokura.toml");
        fs::write(&path, "database = \"sqlite://file.db\"\nlisten = \"127.0.0.1:1\"\n").unwrap();
        let path = path.to_str().unwrap();
        let configuration = parse(&["--config", path, "--listen", "127.0.0.1:2"]).unwrap();
        assert_eq!((configuration.database.as_str(), configuration.listen.port()), ("sqlite://file.db", 2));
    }

    #[test]
    fn a_public_address_is_https_or_loopback() {
        let database = ["--database", "sqlite://x.db"];
        let with = |more: &[&str]| parse(&[&database[..], more].concat());
        assert!(with(&["--listen", "0.0.0.0:80"]).err().unwrap().contains("--public-url"));
        assert!(with(&["--listen", "0.0.0.0:80", "--public-url", "http://admin.example"]).is_err());
        assert!(with(&["--listen", "0.0.0.0:80", "--public-url", "https://admin.example"]).is_ok());
        assert_eq!(with(&["--listen", "127.0.0.1:81"]).unwrap().public_url.origin(), "http://127.0.0.1:81");
    }
}
