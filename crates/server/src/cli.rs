//! What one can type. The help of each command reads like a manual page.

use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Delegated administration for services with many organizations: who may do what in whose organization, until when,
/// and who let them.
#[derive(Debug, Parser)]
#[command(name = "prokura", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs everything on this machine with the example world, to look around.
    ///
    /// Starts on one port with an embedded database in a data directory, imports the example world, prints the address
    /// and whom one can be, and serves a mailbox page with every mail the system sent. A second start keeps the data.
    /// Anybody who reaches the address can be anybody: it is for looking around, on loopback.
    Demo(Demo),
    /// Serves the console and the APIs.
    ///
    /// Settings come from the command line, else from the environment, else from the file given by --config (TOML, the
    /// same names with underscores). SIGTERM stops taking requests, finishes those begun, and ends.
    Serve(Box<Serve>),
    /// Makes an empty database usable: the vendor's organization and its first administrator.
    ///
    /// Prints a single-use sign-in link, good for 24 hours, alone on standard output.
    Init(Init),
    /// Imports a world file (TOML, or the same tree as JSON): adds and changes, never deletes.
    ///
    /// Every error is reported at once with its line, and nothing is imported unless everything is valid.
    Import(Import),
    /// Prints everything there is as a world file, ended things included.
    Export(Export),
    /// Lists conditions that a world file's import does not check and that somebody should look at.
    ///
    /// Ends with 1 when there are any.
    Check(Database),
    /// Brings a database's schema up to this program's.
    Migrate(Database),
    /// Writes everything there is into one file, while a server runs.
    ///
    /// The file can be restored into SQLite and PostgreSQL alike. The master key file is not in it: keep that apart.
    Backup(File),
    /// Reads a backup into an empty database.
    Restore(File),
    /// API tokens.
    #[command(subcommand)]
    Token(Token),
    /// Mail domains of organizations.
    #[command(subcommand)]
    Domain(Domain),
    /// Lists messages that wait or were given up, or tries given-up ones again.
    ///
    /// A message is tried at least once, with growing pauses; after twelve tries it is given up and stays here.
    Outbox(Outbox),
    /// The policy: roles, areas, controls, restrictions, settings.
    #[command(subcommand)]
    Policy(Policy),
    /// May somebody do something somewhere, and why?
    ///
    /// For example: prokura decide --database URL pavel@tatra.example users.read harbour-clinic
    ///
    /// Ends with 0 for yes, 1 for no, and 2 when the question cannot be answered.
    Decide(Decide),
    /// Prints an organization's audit log, oldest first, one JSON object a line.
    Audit(Audit),
    /// Prints who could do what in an organization at a moment, under the policy of that time.
    ///
    /// For example: prokura as-of --database URL harbour-clinic --at 2026-03-02T09:00:00Z --format csv --out clinic.csv
    AsOf(AsOf),
    /// Checks the signature of a file that as-of made.
    ///
    /// Ends with 0 where it holds, 1 where it does not, and 2 when it cannot be checked.
    Verify(Verify),
    /// Prints the OpenAPI document.
    #[command(hide = true)]
    Openapi,
    /// Prints the schema of a new database.
    #[command(hide = true)]
    Schema(Database),
}

#[derive(Debug, Args)]
pub(crate) struct Database {
    /// The database: sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME.
    #[arg(long, env = "PROKURA_DATABASE", value_name = "URL", hide_env_values = true)]
    pub(crate) database: String,
    /// A directory of policy files, in place of the built-in policy.
    #[arg(long, env = "PROKURA_POLICY", value_name = "DIR")]
    pub(crate) policy: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// The directory of the database, the mails and the master key.
    #[arg(long, value_name = "DIR", default_value = "prokura-data")]
    pub(crate) data: PathBuf,
    /// Starts over: removes what an earlier demo left in the data directory.
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Lets anybody move the demo's clock, by POST /demo/clock: for tests of what time does.
    #[arg(long)]
    pub(crate) movable_clock: bool,
    /// Lets organizations use identity providers in private networks, and without TLS there.
    #[arg(long)]
    pub(crate) allow_private_identity_providers: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The database: sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME.
    #[arg(long, env = "PROKURA_DATABASE", value_name = "URL", hide_env_values = true)]
    pub(crate) database: Option<String>,
    /// Where to listen.
    #[arg(long, env = "PROKURA_LISTEN", value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,
    /// The address that links in mails, metadata and origin checks use. Needed unless listening on loopback.
    #[arg(long, env = "PROKURA_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// The master key file; made where there is none. By default `prokura.key` in the working directory.
    #[arg(long, env = "PROKURA_KEY_FILE", value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// The mail server: smtp://USER:PASSWORD@HOST:PORT?tls=required, or smtps://.
    #[arg(long, env = "PROKURA_SMTP", value_name = "URL", hide_env_values = true)]
    pub(crate) smtp: Option<String>,
    /// Whom mails are from, for example `Prokura <no-reply@admin.example>`.
    #[arg(long, env = "PROKURA_MAIL_FROM", value_name = "ADDRESS")]
    pub(crate) mail_from: Option<String>,
    /// Addresses of proxies whose X-Forwarded-For is believed; may be given more than once.
    #[arg(long, env = "PROKURA_TRUSTED_PROXY", value_name = "IP", value_delimiter = ',')]
    pub(crate) trusted_proxy: Vec<std::net::IpAddr>,
    /// Breached passwords beside the built-in ones: lines of upper-case SHA-1 in their order, of any size.
    #[arg(long, env = "PROKURA_BREACHED_PASSWORDS", value_name = "FILE")]
    pub(crate) breached_passwords: Option<PathBuf>,
    /// A directory of policy files, in place of the built-in policy.
    #[arg(long, env = "PROKURA_POLICY", value_name = "DIR")]
    pub(crate) policy: Option<PathBuf>,
    /// Lets organizations use identity providers in private networks, and without TLS there. Whoever may change an
    /// organization's settings can then have this server ask for pages of the network it is in.
    #[arg(long, env = "PROKURA_ALLOW_PRIVATE_IDENTITY_PROVIDERS")]
    pub(crate) allow_private_identity_providers: bool,
    /// A file of settings.
    #[arg(long, env = "PROKURA_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    #[command(flatten)]
    pub(crate) database: Database,
    /// The vendor's name.
    #[arg(long, value_name = "NAME")]
    pub(crate) vendor: String,
    /// The first administrator's address.
    #[arg(long, value_name = "E-MAIL")]
    pub(crate) admin: String,
    /// The address that the sign-in link begins with.
    #[arg(long, env = "PROKURA_PUBLIC_URL", value_name = "URL", default_value = "http://127.0.0.1:8080")]
    pub(crate) public_url: String,
    /// The master key file that `serve` will use; made if there is none. The link opens under this key only.
    #[arg(long, env = "PROKURA_KEY_FILE", value_name = "FILE", default_value = "prokura.key")]
    pub(crate) key_file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    #[command(flatten)]
    pub(crate) database: Database,
    /// The world file; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Prints what would change, and changes nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Also ends, in the organizations that the file lists, what the file lacks.
    #[arg(long)]
    pub(crate) prune: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) database: Database,
    /// Prints JSON in place of TOML.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct File {
    /// The database: sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME.
    #[arg(long, env = "PROKURA_DATABASE", value_name = "URL", hide_env_values = true)]
    pub(crate) database: String,
    /// The backup file.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Makes a token and prints it alone on standard output. It is shown once and never kept.
    Create(TokenCreate),
}

#[derive(Debug, Args)]
pub(crate) struct TokenCreate {
    #[command(flatten)]
    pub(crate) database: Database,
    /// What the token, and the service account it belongs to, is called.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,
    /// What it may be used for; may be given more than once.
    #[arg(long, value_name = "SCOPE", value_parser = ["decisions", "read", "manage", "signals"], required = true, value_delimiter = ',')]
    pub(crate) scope: Vec<String>,
    /// The organization it belongs to and sees from: its id or look-up key. By default the vendor, or the person's home.
    #[arg(long, value_name = "O")]
    pub(crate) organization: Option<String>,
    /// Makes it the token of a person, with that person's rights, in place of a service account's.
    #[arg(long, value_name = "E-MAIL")]
    pub(crate) person: Option<String>,
    /// How many days it is good for.
    #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(i64).range(1..=3650))]
    pub(crate) days: i64,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Domain {
    /// Makes a domain an organization's own, on the operator's word: nothing is looked up in the domain name system.
    ///
    /// Adds it where it is not there yet. It is refused where another organization has verified it.
    Verify(DomainVerify),
}

#[derive(Debug, Args)]
pub(crate) struct DomainVerify {
    #[command(flatten)]
    pub(crate) database: Database,
    /// The organization: its id or look-up key.
    #[arg(value_name = "ORGANIZATION")]
    pub(crate) organization: String,
    /// The domain, for example clinic.example.
    #[arg(value_name = "DOMAIN")]
    pub(crate) domain: String,
}

#[derive(Debug, Args)]
pub(crate) struct Outbox {
    #[command(flatten)]
    pub(crate) database: Database,
    /// Tries every given-up message again, now.
    #[arg(long)]
    pub(crate) replay: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Policy {
    /// Validates the policy and proves its invariants exhaustively.
    Check(PolicyDirectory),
    /// Prints the whole permission matrix.
    Matrix(PolicyDirectory),
    /// Prints the policy in another language.
    Export(PolicyExport),
}

#[derive(Debug, Args)]
pub(crate) struct PolicyDirectory {
    /// A directory of policy files, in place of the built-in policy.
    #[arg(long, env = "PROKURA_POLICY", value_name = "DIR")]
    pub(crate) policy: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct PolicyExport {
    #[command(flatten)]
    pub(crate) directory: PolicyDirectory,
    /// Cedar: the schema and the policies.
    #[arg(long, required = true)]
    pub(crate) cedar: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Decide {
    #[command(flatten)]
    pub(crate) database: Database,
    /// Whose right: an e-mail address.
    #[arg(value_name = "WHO")]
    pub(crate) who: String,
    /// What: a control and a level, for example `users.manage`.
    #[arg(value_name = "WHAT")]
    pub(crate) what: String,
    /// Where: an organization, or site:ID, location:ID, subscription:ID.
    #[arg(value_name = "WHERE")]
    pub(crate) r#where: String,
    /// Prints JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Audit {
    #[command(flatten)]
    pub(crate) database: Database,
    /// The organization: its id or look-up key.
    #[arg(value_name = "ORGANIZATION")]
    pub(crate) organization: String,
    /// Only the newest so many entries.
    #[arg(long, value_name = "N")]
    pub(crate) last: Option<u64>,
}

/// How who could do what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum AsOfFormat {
    /// For reading.
    Text,
    /// A row for each right by which somebody was in.
    Csv,
    /// Everything.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct AsOf {
    #[command(flatten)]
    pub(crate) database: Database,
    /// The organization: its id or look-up key.
    #[arg(value_name = "ORGANIZATION")]
    pub(crate) organization: String,
    /// The moment, for example 2026-03-02T09:00:00Z; now where it is not said.
    #[arg(long, value_name = "MOMENT")]
    pub(crate) at: Option<String>,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = AsOfFormat::Text)]
    pub(crate) format: AsOfFormat,
    /// Writes it into a new file, and its signature into FILE.jws.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// The master key file, for the signature.
    #[arg(long, env = "PROKURA_KEY_FILE", value_name = "FILE", default_value = "prokura.key")]
    pub(crate) key_file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The file, with its signature beside it in FILE.jws; or a .jws that holds the file.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Public keys, as `/.well-known/jwks.json` gives them.
    #[arg(long, value_name = "JWKS")]
    pub(crate) keys: Option<PathBuf>,
    /// The master key file, in place of public keys.
    #[arg(long, env = "PROKURA_KEY_FILE", value_name = "FILE", default_value = "prokura.key", conflicts_with = "keys")]
    pub(crate) key_file: PathBuf,
    /// Writes the signed content into a new file.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
