//! The scheduler of a Ballista cluster that knows the functions of `retold`.

use std::net::SocketAddr;
use std::process::ExitCode;

use ballista_core::error::Result;
use ballista_scheduler::config::SchedulerConfig;
use clap::Parser;
use retold_datafusion::cluster;

/// Schedules the queries of retold's jobs on executors.
#[derive(Debug, Parser)]
#[command(name = "retold-scheduler", version)]
struct Options {
    /// The address and port to listen on.
    #[arg(long, default_value = "127.0.0.1:50050")]
    listen: SocketAddr,
    /// The name or address under which executors reach the scheduler.
    #[arg(long, default_value = "localhost")]
    external_host: String,
}

fn main() -> ExitCode {
    cluster::serve("retold-scheduler", run(Options::parse()))
}

async fn run(options: Options) -> Result<()> {
    let config = SchedulerConfig::default()
        .with_hostname(options.external_host)
        .with_port(options.listen.port());
    println!("retold-scheduler: scheme {}", retold_datafusion::scheme());
    cluster::run_scheduler(config, options.listen).await
}
