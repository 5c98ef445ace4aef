//! The one binary: configuration, wiring and workers.

mod cli;
mod clock;
mod command;
mod configuration;
mod demo;
mod failure;
mod key_file;
mod logging;
mod mailbox;
mod mailer;
mod open;
mod random;
mod resolver;
mod run;
mod serve;
mod worker;

use clap::Parser as _;
use cli::{Cli, Command, Domain, Policy, Token};
use failure::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    logging::start();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&Failure::new(format!("the runtime cannot start: {error}"))),
    };
    match runtime.block_on(dispatch(cli.command)) {
        Ok(code) => code,
        Err(failure) => fail(&failure),
    }
}

async fn dispatch(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Demo(given) => demo::demo(given).await?,
        Command::Serve(given) => serve::serve(*given).await?,
        Command::Init(given) => command::init::init(given).await?,
        Command::Import(given) => command::world::import(given).await?,
        Command::Export(given) => command::world::export(given).await?,
        Command::Check(given) => return command::world::check(given).await,
        Command::Migrate(given) => command::database::migrate(given).await?,
        Command::Backup(given) => command::database::backup(given).await?,
        Command::Restore(given) => command::database::restore(given).await?,
        Command::Token(Token::Create(given)) => command::token::create(given).await?,
        Command::Domain(Domain::Verify(given)) => command::domain::verify(given).await?,
        Command::Outbox(given) => command::outbox::outbox(given).await?,
        Command::Policy(Policy::Check(given)) => return command::policy::check(&given),
        Command::Policy(Policy::Matrix(given)) => command::policy::matrix(&given)?,
        Command::Policy(Policy::Export(given)) => command::policy::export(&given)?,
        Command::Decide(given) => return command::decide::decide(given).await,
        Command::Audit(given) => command::audit::audit(given).await?,
        Command::AsOf(given) => command::as_of::as_of(given).await?,
        Command::Verify(given) => return command::as_of::verify(&given),
        Command::Openapi => command::print(&prokura_web::openapi())?,
        Command::Schema(given) => command::database::schema(given).await?,
    }
    Ok(ExitCode::SUCCESS)
}

#[expect(clippy::print_stderr, reason = "it is the answer to whoever typed the command")]
fn fail(failure: &Failure) -> ExitCode {
    eprintln!("prokura: {failure}");
    // As for wrong usage; 1 is the answer "no" of `decide` and "there is something to look at" of `check`.
    ExitCode::from(2)
}
