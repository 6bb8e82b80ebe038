//! The scheduler of a Ballista cluster that knows the functions of `retold`.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use ballista_core::error::Result;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
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
    cluster::log_to_stderr();
    // Plans are nested deeply, and so is the code that reads them.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(32 << 20)
        .build();
    let result = match runtime {
        Ok(runtime) => runtime.block_on(run(Options::parse())),
        Err(error) => Err(error.into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("retold-scheduler: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<()> {
    let config = SchedulerConfig::default()
        .with_hostname(options.external_host)
        .with_port(options.listen.port());
    let config = cluster::scheduler(config);
    println!("retold-scheduler: scheme {}", retold_datafusion::scheme());
    let cluster = BallistaCluster::new_from_config(&config).await?;
    start_server(cluster, options.listen, Arc::new(config)).await
}
