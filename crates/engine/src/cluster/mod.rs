//! Ballista: sessions of a cluster, and what a scheduler and an executor need to run the functions.

mod losses;

use std::fmt::Display;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ballista::prelude::{SessionConfigExt, SessionContextExt};
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_core::utils::default_session_builder;
use ballista_executor::executor_process::ExecutorProcessConfig;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::{create_scheduler, start_grpc_service};
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};

use self::losses::{Losses, Server};
use crate::attempts::Attempts;
use crate::error::{Error, Result};
use crate::functions::functions;
use crate::stores::Stores;

/// How often an executor tells the scheduler that it lives.
pub const HEARTBEAT_SECONDS: u64 = 3;
/// After how long without word the scheduler gives the tasks of an executor to others.
pub const EXECUTOR_TIMEOUT_SECONDS: u64 = 15;
/// How often the scheduler looks for executors that do not answer.
pub const EXPIRY_SECONDS: u64 = 3;

/// How often a job runs a query on a cluster before its failure ends the job.
pub const ATTEMPTS: usize = 5;
/// The pause before the next attempt in seconds.
pub const PAUSE_SECONDS: u64 = 5;

/// Connects with a scheduler, such as `df://host:50050`, and registers the functions.
///
/// Jobs in this session run a query that fails because machines do up to [`ATTEMPTS`] times in all.
/// Of `config`, the joins, the batch size, the types of texts and the planner are set to what jobs
/// on a cluster need (see [`crate::spilling`]).
///
/// # Errors
///
/// [`Error::Engine`] where the address is not one.
pub async fn connect(address: &str, config: SessionConfig) -> Result<SessionContext> {
    let failed = || Error::engine(format!("cannot connect with {address}"));
    let state = state(settings(config)).map_err(failed())?;
    let ctx = SessionContext::remote_with_state(address, state)
        .await
        .map_err(failed())?;
    // A session that is made for a cluster drops the functions that its state had.
    crate::register(&ctx);
    Ok(ctx)
}

/// Returns the settings of sessions of a cluster.
fn settings(config: SessionConfig) -> SessionConfig {
    let attempts = Attempts {
        most: ATTEMPTS,
        pause: Duration::from_secs(PAUSE_SECONDS),
    };
    // Joins that sort spill, and are spread over all executors: a hash join may collect a side in
    // one task, and fails where a side does not fit into memory.
    crate::spilling(config.upgrade_for_ballista())
        // Stages are planned once. The adaptive planner can wait for ever when an executor is lost
        // (apache/datafusion-ballista#1986).
        .with_ballista_adaptive_query_planner(false)
        .with_extension(Arc::new(attempts))
}

/// Starts a scheduler and an executor in this process and connects with them: for tests. `config`
/// is changed as in [`connect`].
///
/// # Errors
///
/// [`Error::Engine`] where no port can be bound.
pub async fn standalone(config: SessionConfig) -> Result<SessionContext> {
    let failed = || Error::engine("cannot start a cluster in this process");
    let partitions = config.target_partitions();
    let config = settings(config).with_ballista_standalone_parallelism(partitions);
    let state = state(config).map_err(failed())?;
    let ctx = SessionContext::standalone_with_state(state)
        .await
        .map_err(failed())?;
    crate::register(&ctx);
    Ok(ctx)
}

/// Runs a scheduler that plans queries with the functions and storages, notices a lost executor in
/// [`EXECUTOR_TIMEOUT_SECONDS`] instead of 180 seconds, and then cancels all queries that run. Jobs
/// of this crate run them again; other queries end with the error `Cancelled`.
///
/// # Errors
///
/// Where the address cannot be listened on.
pub async fn run_scheduler(
    mut config: SchedulerConfig,
    address: SocketAddr,
) -> ballista_core::error::Result<()> {
    config.executor_timeout_seconds = EXECUTOR_TIMEOUT_SECONDS;
    config.expire_dead_executor_interval_seconds = EXPIRY_SECONDS;
    // Shuffled data that cannot be fetched ends a query as well.
    config.stage_max_failures = 1;
    let config = config
        .with_override_config_producer(Arc::new(SessionConfig::new_with_ballista))
        .with_override_session_builder(Arc::new(state));
    config.validate()?;
    let memory = BallistaCluster::new_from_config(&config).await?;
    let losses = Arc::new(Losses {
        cluster: memory.cluster_state(),
        jobs: memory.job_state(),
        server: OnceLock::new(),
    });
    let cluster = BallistaCluster::new(Arc::clone(&losses) as _, memory.job_state());
    let server: Server = create_scheduler(cluster, Arc::new(config)).await?;
    // It was empty until now.
    let _ = losses.server.set(server.clone());
    start_grpc_service(address, server).await
}

/// Lets an executor run the functions and open the storages.
pub fn executor(mut config: ExecutorProcessConfig) -> ExecutorProcessConfig {
    let mut registry = BallistaFunctionRegistry::default();
    for function in functions() {
        registry
            .scalar_functions
            .insert(function.name().to_owned(), function);
    }
    config.override_function_registry = Some(Arc::new(registry));
    config.override_config_producer = Some(Arc::new(SessionConfig::new_with_ballista));
    let work_dir = config.work_dir.clone();
    config.override_runtime_producer = Some(Arc::new(move |_| {
        let runtime = RuntimeEnvBuilder::new().with_object_store_registry(Arc::new(Stores::new()));
        match &work_dir {
            // What operators spill goes where the shuffle files are.
            Some(folder) => runtime.with_temp_file_path(folder).build_arc(),
            None => runtime.build_arc(),
        }
    }));
    config.executor_heartbeat_interval_seconds = HEARTBEAT_SECONDS;
    config
}

fn state(config: SessionConfig) -> datafusion::error::Result<SessionState> {
    let runtime: Arc<RuntimeEnv> = RuntimeEnvBuilder::new()
        .with_object_store_registry(Arc::new(Stores::new()))
        .build_arc()?;
    // Ballista's own state has rules of the optimizer without which some plans cannot be
    // distributed.
    let state = SessionStateBuilder::new_from_existing(default_session_builder(config)?)
        .with_runtime_env(runtime)
        .build();
    let ctx = SessionContext::new_with_state(state);
    crate::register(&ctx);
    Ok(ctx.state())
}

/// Runs a scheduler or an executor until it ends, and prints the error it ends with.
pub fn serve<E: Display>(name: &str, process: impl Future<Output = Result<(), E>>) -> ExitCode {
    log_to_stderr();
    // Plans are nested deeply, and so is the code that reads them.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(32 << 20)
        .build();
    let ended = match runtime {
        Ok(runtime) => runtime.block_on(process).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes what the engine logs to the standard error stream: warnings, or what the environment
/// variable `RUST_LOG` names as the level.
fn log_to_stderr() {
    struct Stderr;

    impl log::Log for Stderr {
        fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
            metadata.level() <= log::max_level()
        }

        fn log(&self, record: &log::Record<'_>) {
            if self.enabled(record.metadata()) {
                eprintln!("{} {}: {}", record.level(), record.target(), record.args());
            }
        }

        fn flush(&self) {}
    }

    let level = std::env::var("RUST_LOG")
        .ok()
        .and_then(|level| level.parse().ok());
    // A program that has a logger keeps it.
    if log::set_logger(&Stderr).is_ok() {
        log::set_max_level(level.unwrap_or(log::LevelFilter::Warn));
    }
}
