//! `prokura as-of` and `prokura verify`: who could do what at a moment, as a file that can be kept and checked.

use super::print;
use crate::cli::{AsOf, AsOfFormat, Verify};
use crate::clock::SystemClock;
use crate::command::decide::find_organization;
use crate::failure::Failure;
use crate::random::SystemRandom;
use crate::{key_file, open};
use prokura_app::port::{Clock as _, Store as _};
use prokura_app::query::as_of::{Scene, open_all};
use prokura_app::signature::{NotSigned, PublicKeys};
use prokura_domain::text::Locale;
use prokura_web::as_of::{self, Format};
use prokura_web::text::Language;
use prokura_wire::as_of::{HeldAsOf, HolderAsOf};
use prokura_wire::time::{parse, rfc3339};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Who makes a file on the machine.
const OPERATOR: &str = "operator";

pub(crate) async fn as_of(given: AsOf) -> Result<(), Failure> {
    let policy = open::policy(given.database.policy.as_deref())?;
    let store = prokura_store::connect(&given.database.database).await?;
    let mut read = store.read().await?;
    let organization = find_organization(&mut *read, &given.organization).await?;
    let now = read.revision().await?.1.max(SystemClock.now());
    let at = match &given.at {
        None => now,
        Some(text) => parse(text).ok_or_else(|| {
            Failure::new(format!("`{text}` is no moment: write it as RFC 3339, for example 2026-03-02T09:00:00Z"))
        })?,
    };
    let mut scene = open_all(read, &policy, organization.id, at, now).await?;
    let bytes = match given.format {
        AsOfFormat::Text => told(&mut scene).await?.into_bytes(),
        AsOfFormat::Csv => as_of::file(&mut scene, Format::Csv, now, OPERATOR.to_owned(), usize::MAX - 1).await?,
        AsOfFormat::Json => as_of::file(&mut scene, Format::Json, now, OPERATOR.to_owned(), usize::MAX - 1).await?,
    };
    let Some(out) = &given.out else {
        return print(&String::from_utf8_lossy(&bytes));
    };
    // A key made just now would sign, and nobody would know it: the installation's own is asked for.
    if !given.key_file.exists() {
        return Err(Failure::new(format!(
            "there is no master key file {}: say where it is with --key-file",
            given.key_file.display()
        )));
    }
    let keys = key_file::open(&given.key_file, &SystemRandom)?;
    let signed = keys.sign(&bytes).ok_or_else(|| Failure::new("the master key cannot sign"))?;
    write_new(out, &bytes)?;
    write_new(&beside(out), signed.detached().as_bytes())?;
    print(&format!("{}\n{}", out.display(), beside(out).display()))
}

/// Where the signature of a file is.
fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".jws");
    PathBuf::from(name)
}

fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error| Failure::io(path, &error);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)
}

async fn told(scene: &mut Scene) -> Result<String, Failure> {
    let place = as_of::place(scene);
    let mut text = format!("{} ({}) at {}\n", place.name, place.slug, rfc3339(place.at.0));
    let policy = std::sync::Arc::clone(&scene.policy);
    // Writing to a String cannot fail.
    let _ = writeln!(text, "policy {}, restricted mode {}", place.policy, on_or_off(place.restricted_mode));
    if let Some(since) = place.incomplete_before {
        let _ = writeln!(
            text,
            "History does not reach that far: what was changed before {} is not known.",
            rfc3339(since.0)
        );
    }
    let found = scene.people(None, usize::MAX - 1).await?;
    if found.items.is_empty() {
        text.push_str("Nobody could do anything.\n");
    }
    for holder in found.items {
        let HolderAsOf { name, email, home, active, holds, rights, .. } =
            as_of::holder(&policy, &scene.record, Language(Locale::En), holder);
        let manages = rights.values().filter(|level| *level == "manage").count();
        let who = email.map(|email| format!(" <{email}>")).unwrap_or_default();
        let home = home.map(|home| format!(", {home}")).unwrap_or_default();
        let idle = if active { "" } else { ", suspended or never signed in" };
        let _ = writeln!(text, "{name}{who}{home}{idle}: manages {manages}, reads {}", rights.len() - manages);
        for HeldAsOf { how, role, title, from, until, .. } in holds {
            let title = title.or(role).unwrap_or_else(|| "temporary access".to_owned());
            let from = from.map(|at| format!(" from {}", rfc3339(at.0))).unwrap_or_default();
            let until = until.map(|at| format!(" until {}", rfc3339(at.0))).unwrap_or_default();
            let _ = writeln!(text, "  {title} ({how}){from}{until}");
        }
    }
    Ok(text)
}

const fn on_or_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

/// Ends with 0 where the signature holds and 1 where it does not.
pub(crate) fn verify(given: &Verify) -> Result<ExitCode, Failure> {
    let read = |path: &Path| fs::read(path).map_err(|error| Failure::io(path, &error));
    let keys: PublicKeys = match &given.keys {
        Some(path) => serde_json::from_slice(&read(path)?)
            .map_err(|error| Failure::new(format!("{}: no set of public keys: {error}", path.display())))?,
        None if given.key_file.exists() => key_file::open(&given.key_file, &SystemRandom)?.public_keys(),
        None => {
            return Err(Failure::new(format!(
                "there is no master key file {}: say where the public keys are with --keys",
                given.key_file.display()
            )));
        }
    };
    let file = read(&given.file)?;
    let is_signature = given.file.extension().is_some_and(|ending| ending == "jws");
    let checked = if is_signature {
        keys.check(&String::from_utf8_lossy(&file), None)
    } else {
        let signature = read(&beside(&given.file))?;
        keys.check(&String::from_utf8_lossy(&signature), Some(&file))
    };
    match checked {
        Ok(content) => {
            if let Some(out) = &given.out {
                write_new(out, &content)?;
            }
            print("The signature holds.")?;
            Ok(ExitCode::SUCCESS)
        }
        Err(wrong @ NotSigned::Wrong) => {
            print(&format!("No: {wrong}."))?;
            Ok(ExitCode::FAILURE)
        }
        Err(trouble @ (NotSigned::Malformed | NotSigned::ContentMissing | NotSigned::UnknownKey)) => {
            Err(Failure::new(trouble.to_string()))
        }
    }
}
