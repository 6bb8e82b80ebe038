//! An executor of a Ballista cluster that knows the functions of `retold`.

use std::process::ExitCode;
use std::sync::Arc;

use ballista_core::error::Result;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use clap::Parser;
use retold_datafusion::cluster;

/// Runs the tasks that a scheduler gives it.
#[derive(Debug, Parser)]
#[command(name = "retold-executor", version)]
struct Options {
    /// The scheduler, as host:port.
    #[arg(long, default_value = "localhost:50050")]
    scheduler: String,
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    listen: String,
    /// The name or address under which the scheduler and other executors reach this one.
    #[arg(long)]
    external_host: Option<String>,
    /// The port from which other executors fetch data.
    #[arg(long, default_value_t = 50051)]
    port: u16,
    /// The port to which the scheduler speaks.
    #[arg(long, default_value_t = 50052)]
    grpc_port: u16,
    /// The number of tasks at a time; all processors where it is not given.
    #[arg(long)]
    cores: Option<usize>,
    /// The memory of all tasks together in megabytes; beyond it operators spill. By default 70 % of
    /// what the machine or its container has.
    #[arg(long)]
    memory: Option<u64>,
    /// The folder of shuffle files and of what is spilled.
    #[arg(long)]
    work_dir: Option<String>,
    /// How long, in seconds, to wait for the scheduler at the start.
    #[arg(long, default_value_t = 60)]
    patience: u16,
}

fn main() -> ExitCode {
    cluster::serve("retold-executor", run(Options::parse()))
}

async fn run(options: Options) -> Result<()> {
    let (host, port) = options
        .scheduler
        .rsplit_once(':')
        .and_then(|(host, port)| Some((host.to_owned(), port.parse().ok()?)))
        .ok_or_else(|| {
            ballista_core::error::BallistaError::Configuration(format!(
                "--scheduler {} is not of the form host:port",
                options.scheduler
            ))
        })?;
    let mut config = ExecutorProcessConfig {
        bind_host: options.listen,
        external_host: options.external_host,
        port: options.port,
        grpc_port: options.grpc_port,
        scheduler_host: host,
        scheduler_port: port,
        scheduler_connect_timeout_seconds: options.patience,
        work_dir: options.work_dir,
        memory_pool_size: options.memory.map(|megabytes| megabytes << 20),
        ..ExecutorProcessConfig::default()
    };
    if let Some(cores) = options.cores {
        config.vcores = cores;
    }
    println!("retold-executor: scheme {}", retold_datafusion::scheme());
    start_executor_process(Arc::new(cluster::executor(config))).await
}
