//! `POST /access/v1/evaluation` of the built program, beside a handler that does nothing behind the same middleware
//! and token check, both asked by `wrk` in turns, as a Markdown table.
//!
//! `http [--product ../target/release/prokura] [--seconds 5] [--rounds 7] [--connections 32]`

use axum::http::HeaderName;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Router, middleware};
use prokura_app::authentication::Authentication;
use prokura_app::password::Breached;
use prokura_bench::measure::median;
use prokura_bench::service::{self, Failure, Running};
use prokura_web::authzen::REVISION;
use prokura_web::caller::DecisionCaller;
use prokura_web::request::accompany;
use prokura_web::site::{PublicUrl, Site};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

const ROUTE: &str = "/access/v1/evaluation";
/// Whether who may do what where, in the example world.
const QUESTIONS: [(&str, &str, &str, &str, bool); 16] = [
    ("frantisek@brno.example", "users.manage", "organization", "brno-robotics", true),
    ("frantisek@brno.example", "users.create.manage", "organization", "brno-robotics", false),
    ("petra@tatra.example", "settings.authentication.manage", "organization", "brno-robotics", true),
    ("sam.site@brno.example", "sites.manage", "site", "brno.meet.example", true),
    ("sam.site@brno.example", "sites.manage", "site", "clinic.meet.example", false),
    ("lukas@brno.example", "locations.manage", "location", "olomouc-plant", true),
    ("petra@tatra.example", "orders.manage", "subscription", "brno-suite", true),
    ("nobody@brno.example", "users.manage", "organization", "brno-robotics", false),
    ("frantisek@brno.example", "users.fly", "organization", "brno-robotics", false),
    ("harriet@clinic.example", "users.manage", "organization", "harbour-clinic", true),
    ("harriet@clinic.example", "users.manage", "organization", "brno-robotics", false),
    ("rita@brno.example", "users.read", "organization", "brno-robotics", true),
    ("rita@brno.example", "users.manage", "organization", "brno-robotics", false),
    ("pavel@tatra.example", "users.manage", "organization", "tatra-telecom", true),
    ("pavel@tatra.example", "users.read", "organization", "harbour-clinic", true),
    ("hana@tatra.example", "users.manage", "organization", "harbour-clinic", false),
];

struct Arguments {
    product: PathBuf,
    seconds: u32,
    rounds: usize,
    connections: u32,
}

fn main() -> Result<(), Failure> {
    let mut given = std::env::args().skip(1);
    let mut read = Arguments { product: "../target/release/prokura".into(), seconds: 5, rounds: 7, connections: 32 };
    while let Some(name) = given.next() {
        let value = given.next().ok_or("an argument wants a value")?;
        match name.as_str() {
            "--product" => read.product = value.into(),
            "--seconds" => read.seconds = value.parse()?,
            "--rounds" => read.rounds = value.parse()?,
            "--connections" => read.connections = value.parse()?,
            "--nothing" => {
                let (address, database) = value.split_once('=').ok_or("--nothing ADDRESS=DATABASE=BYTES")?;
                let (database, bytes) = database.split_once('=').ok_or("--nothing ADDRESS=DATABASE=BYTES")?;
                return serve_nothing(address.parse()?, Path::new(database), bytes.parse()?);
            }
            other => return Err(format!("unknown argument {other}").into()),
        }
    }
    compare(&read)
}

/// What a server did in one turn.
struct Turn {
    a_second: f64,
    /// Its own processor time for one request, in microseconds.
    micros: f64,
}

fn compare(arguments: &Arguments) -> Result<(), Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let directory = root.join("target/http");
    if directory.exists() {
        fs::remove_dir_all(&directory)?;
    }
    fs::create_dir_all(&directory)?;
    let database = directory.join("world.db");
    let url = format!("sqlite://{}", database.display());
    let program = root.join(&arguments.product);
    run(&program, &["migrate", "--database", &url])?;
    let world = root.join("../demo/world.toml");
    run(&program, &["import", "--database", &url, &world.display().to_string()])?;
    let token = run(&program, &["token", "create", "--database", &url, "--name", "bench", "--scope", "decisions"])?;

    let ours = free_address()?;
    let key = directory.join("key").display().to_string();
    let product = Server::start(
        Command::new(&program)
            .args(["serve", "--database", &url, "--listen", &ours.to_string(), "--key-file", &key])
            .current_dir(&directory),
        ours,
        &directory.join("product.log"),
    )?;
    let bytes = check(ours, &token)?;
    let beside = free_address()?;
    let idle = Server::start(
        Command::new(std::env::current_exe()?).args(["--nothing", &format!("{beside}={}={bytes}", database.display())]),
        beside,
        &directory.join("nothing.log"),
    )?;
    let answer = ask(beside, &token, &body(0))?;
    if answer.len() != bytes {
        return Err(format!("nothing answers {} bytes and should answer {bytes}", answer.len()).into());
    }

    let script = directory.join("ask.lua");
    fs::write(&script, lua(&token))?;
    let turn = |server: &Server| server.turn(arguments, &script);
    turn(&product)?;
    turn(&idle)?;
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..arguments.rounds {
        with.push(turn(&product)?);
        without.push(turn(&idle)?);
    }
    println!("| | a second | processor time of one |\n| --- | ---: | ---: |");
    let rows = [("decisions", &with), ("nothing", &without)];
    for (name, turns) in rows {
        let a_second = median(turns.iter().map(|turn| turn.a_second).collect());
        let micros = median(turns.iter().map(|turn| turn.micros).collect());
        println!("| {name} | {a_second:.0} | {micros:.1} µs |");
    }
    let pairs = || with.iter().zip(&without);
    let ratio = median(pairs().map(|(with, without)| with.a_second / without.a_second).collect());
    let ratio_of_time = median(pairs().map(|(with, without)| without.micros / with.micros).collect());
    println!("| ratio | {ratio:.2} | {ratio_of_time:.2} |");
    Ok(())
}

/// Runs the program to its end; gives what it printed.
fn run(program: &Path, arguments: &[&str]) -> Result<String, Failure> {
    let output = Command::new(program).args(arguments).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("{} {arguments:?} failed", program.display()).into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn free_address() -> Result<SocketAddr, Failure> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// A server, ended with its handle.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts one and waits until it listens. Its log goes into a file.
    fn start(command: &mut Command, address: SocketAddr, log: &Path) -> Result<Self, Failure> {
        let child = command.stdin(Stdio::null()).stderr(File::create(log)?).spawn()?;
        let server = Self { child, address };
        let until = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(address).is_err() {
            if Instant::now() > until {
                return Err(format!("nobody listens on {address}: see {}", log.display()).into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }

    fn turn(&self, arguments: &Arguments, script: &Path) -> Result<Turn, Failure> {
        let before = self.processor_time()?;
        let said = run(
            Path::new("wrk"),
            &[
                "-t1",
                &format!("-c{}", arguments.connections),
                &format!("-d{}s", arguments.seconds),
                "-s",
                &script.display().to_string(),
                &format!("http://{}{ROUTE}", self.address),
            ],
        )?;
        let took = self.processor_time()? - before;
        if said.contains("Non-2xx") || said.contains("Socket errors") {
            return Err(said.into());
        }
        let a_second = said
            .lines()
            .find_map(|line| line.trim().strip_prefix("Requests/sec:")?.trim().parse().ok())
            .ok_or("wrk says nothing")?;
        let requests: f64 = said
            .lines()
            .find_map(|line| line.trim().split_once(" requests in ")?.0.parse().ok())
            .ok_or("wrk says nothing")?;
        Ok(Turn { a_second, micros: took.as_secs_f64() * 1e6 / requests })
    }

    /// The processor time the server took so far, its own and the system's for it.
    fn processor_time(&self) -> Result<Duration, Failure> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let after_name = stat.rsplit_once(')').ok_or("no stat")?.1;
        let ticks: u64 = after_name.split_whitespace().skip(11).take(2).map(str::parse::<u64>).sum::<Result<_, _>>()?;
        // A hundred a second on Linux.
        Ok(Duration::from_millis(ticks * 10))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn body(number: usize) -> String {
    let (person, action, kind, id, _) = QUESTIONS[number];
    json!({
        "subject": { "type": "person", "id": person },
        "action": { "name": action },
        "resource": { "type": kind, "id": id },
    })
    .to_string()
}

/// Asks every question once; gives how long the answers are on average.
fn check(address: SocketAddr, token: &str) -> Result<usize, Failure> {
    let mut bytes = 0;
    for (number, question) in QUESTIONS.iter().enumerate() {
        let answer = ask(address, token, &body(number))?;
        let decision = serde_json::from_str::<Value>(&answer)?["decision"].as_bool();
        if decision != Some(question.4) {
            return Err(format!("{question:?}: {answer}").into());
        }
        bytes += answer.len();
    }
    Ok(bytes / QUESTIONS.len())
}

/// One request on a connection of its own; gives the answer's body.
fn ask(address: SocketAddr, token: &str, body: &str) -> Result<String, Failure> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "POST {ROUTE} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("no answer")?;
    if !head.starts_with("HTTP/1.1 200") {
        return Err(answer.into());
    }
    Ok(body.to_owned())
}

/// What `wrk` does: the questions in turns.
fn lua(token: &str) -> String {
    let bodies: Vec<String> = (0..QUESTIONS.len()).map(|number| format!("[=[{}]=]", body(number))).collect();
    format!(
        "local bodies = {{ {} }}\nlocal headers = {{ [\"Authorization\"] = \"Bearer {token}\", [\"Content-Type\"] = \
         \"application/json\" }}\nlocal requests, n = {{}}, 0\nfunction init()\n  for i, body in ipairs(bodies) do \
         requests[i] = wrk.format(\"POST\", nil, headers, body) end\nend\nfunction request()\n  n = n % #requests + 1\n  \
         return requests[n]\nend\n",
        bodies.join(", ")
    )
}

/// The server that does nothing.
fn serve_nothing(address: SocketAddr, database: &Path, bytes: usize) -> Result<(), Failure> {
    // As the product logs.
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_env_filter(tracing_subscriber::EnvFilter::new("info,sqlx=warn,sea_orm=warn"))
        .with_writer(std::io::stderr)
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let Running { service, writing: _ } = service::start(database).await?;
        tokio::spawn(Arc::clone(service.follower()).follow());
        let authentication = Arc::new(Authentication::new(service.clone(), Breached::default(), false)?);
        let site = Site {
            service,
            authentication,
            public_url: PublicUrl::parse(&format!("http://{address}"))?,
            demo: None,
            trusted_proxies: Arc::new([]),
            memory: Arc::default(),
        };
        let answer: &'static str = format!("{:bytes$}", r#"{"decision":true}"#).leak();
        let router = Router::new()
            .route(ROUTE, post(async move |_: DecisionCaller| nothing(answer)))
            .layer(middleware::from_fn_with_state(site.clone(), accompany))
            .with_state(site);
        let listener = tokio::net::TcpListener::bind(address).await?;
        axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await?;
        Ok(())
    })
}

fn nothing(answer: &'static str) -> Response {
    let headers: [(HeaderName, HeaderValue); 2] =
        [(CONTENT_TYPE, HeaderValue::from_static("application/json")), (REVISION, HeaderValue::from(1))];
    (headers, answer).into_response()
}
