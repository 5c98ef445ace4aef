//! Is everything that is generated, or must agree, as it should be?

mod doc_code;
mod examples;
mod generated;
mod key_uses;
mod locale_files;
mod locale_keys;
mod matrix;
mod openapi;
mod schema;
mod sources;

use crate::binary;
use crate::tools::{self, Tool};

/// Runs every check, whatever the others say. `write` renews generated files instead of comparing them.
pub(crate) fn run(write: bool) -> Result<(), String> {
    tools::ensure(&[Tool::Postgres, Tool::Node])?;
    if write {
        // The program has them in it.
        examples::record()?;
    }
    let binary = binary::ready()?;
    let checks: [(&str, Result<(), String>); 6] = [
        ("policy matrix", matrix::check(&binary, write)),
        ("OpenAPI document", openapi::check(&binary, write)),
        ("schema on SQLite", schema::check_sqlite(&binary, write)),
        ("schema on PostgreSQL", schema::check_postgres(&binary, write)),
        ("texts in every language", locale_keys::check()),
        ("no code in doc comments", doc_code::check()),
    ];
    let mut failed = 0;
    for (name, outcome) in checks {
        match outcome {
            Ok(()) => println!("ok      {name}"),
            Err(sentence) => {
                failed += 1;
                println!("FAILED  {name}\n        {}", sentence.replace('\n', "\n        "));
            }
        }
    }
    if failed == 0 { Ok(()) } else { Err(format!("{failed} of the checks failed.")) }
}
