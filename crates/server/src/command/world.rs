//! `prokura import`, `export` and `check`.

use super::print;
use crate::cli::{Database, Export, Import};
use crate::clock::SystemClock;
use crate::failure::Failure;
use crate::open;
use prokura_app::caller::Caller;
use prokura_app::command::import_world::ImportWorld;
use prokura_app::error::Error;
use prokura_app::port::{Clock as _, Store as _};
use prokura_app::world::{self, Document, Format};
use prokura_domain::id::RequestId;
use prokura_domain::refusal::Refusal;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

pub(crate) async fn import(given: Import) -> Result<(), Failure> {
    let bytes = read_file(&given.file)?;
    let document = Document::read(&bytes, Format::of(&given.file.to_string_lossy(), &bytes));
    let (means, pipeline, writing) = open::pipeline(&given.database.database, given.database.policy.as_deref()).await?;
    let caller = Caller::operator(RequestId(means.random.id(means.clock.now())));
    let command = ImportWorld { document, prune: given.prune, dry_run: given.dry_run };
    let done = match pipeline.execute(caller, command).await {
        Err(Error::Refused(Refusal::Invalid(fields))) => {
            let lines: Vec<String> = fields.iter().map(world::sentence).collect();
            return Err(Failure::new(format!("{}\nNothing was imported.", lines.join("\n"))));
        }
        result => result?,
    };
    drop(pipeline);
    writing.await.map_err(|error| Failure::new(format!("the writing task failed: {error}")))?;
    let lines: Vec<String> = done.value.lines.iter().map(ToString::to_string).collect();
    let end = match (lines.is_empty(), given.dry_run) {
        (true, _) => "Nothing to change.".to_owned(),
        (false, true) => format!("{} change(s); a dry run changes nothing.", lines.len()),
        (false, false) => format!("{} change(s), revision {}.", lines.len(), done.revision),
    };
    print(&[lines, vec![end]].concat().join("\n"))
}

pub(crate) async fn export(given: Export) -> Result<(), Failure> {
    let store = prokura_store::connect(&given.database.database).await?;
    let rows = store.read().await?.world().await?;
    if given.json {
        let json = world::json(&rows).map_err(|error| Failure::new(format!("the world does not fit JSON: {error}")))?;
        return print(&json);
    }
    print(&world::toml(&rows))
}

/// Ends with 1 when there is something to look at.
pub(crate) async fn check(given: Database) -> Result<ExitCode, Failure> {
    let policy = open::policy(given.policy.as_deref())?;
    let store = prokura_store::connect(&given.database).await?;
    let mut read = store.read().await?;
    let (_, last) = read.revision().await?;
    let warnings = world::warnings(&read.world().await?, &policy, last.max(SystemClock.now()));
    if warnings.is_empty() {
        print("Nothing to look at.")?;
        return Ok(ExitCode::SUCCESS);
    }
    let lines: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    print(&lines.join("\n"))?;
    Ok(ExitCode::FAILURE)
}

fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(|error| Failure::new(format!("standard input: {error}")))?;
        return Ok(bytes);
    }
    fs::read(path).map_err(|error| Failure::io(path, &error))
}
