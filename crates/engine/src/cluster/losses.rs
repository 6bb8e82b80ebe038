//! Ends the queries that run when an executor is lost.
//!
//! Ballista 55 runs again what a lost executor had done, but a stage that is rolled back for it
//! leaves what its finished tasks had handed on: the stage after reads these rows twice. A query
//! that lost an executor is therefore cancelled, and the job runs it again.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use ballista_core::JobId;
use ballista_core::error::Result;
use ballista_core::serde::protobuf::{ExecutorHeartbeat, job_status::Status};
use ballista_core::serde::scheduler::{ExecutorData, ExecutorMetadata};
use ballista_scheduler::cluster::{
    BoundTask, ClusterState, ClusterStateEventStream, ExecutorSlot, JobState,
};
use ballista_scheduler::config::TaskDistributionPolicy;
use ballista_scheduler::scheduler_server::SchedulerServer;
use ballista_scheduler::state::task_manager::JobInfoCache;
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};

pub(super) type Server = SchedulerServer<LogicalPlanNode, PhysicalPlanNode>;

/// The state of a cluster, which cancels the queries that run before it removes an executor.
pub(super) struct Losses {
    pub(super) cluster: Arc<dyn ClusterState>,
    pub(super) jobs: Arc<dyn JobState>,
    /// The scheduler that uses this state, as soon as there is one.
    pub(super) server: OnceLock<Server>,
}

impl Losses {
    async fn cancel_all(&self, executor_id: &str) -> Result<()> {
        for job in self.jobs.get_all_jobs().await? {
            // What keeps one query from being cancelled does not keep the others.
            if let Err(error) = self.cancel(&job, executor_id).await {
                log::error!("the query {job} cannot be cancelled: {error}");
            }
        }
        Ok(())
    }

    async fn cancel(&self, job: &JobId, executor_id: &str) -> Result<()> {
        let status = self.jobs.get_job_status(job).await?;
        let running = matches!(status.and_then(|of| of.status), Some(Status::Running(_)));
        if let Some(server) = self.server.get().filter(|_| running) {
            log::warn!("the query {job} is cancelled: the executor {executor_id} is lost");
            server.cancel_job(job.clone()).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl ClusterState for Losses {
    /// The scheduler learns of the loss from what follows this call: queries are cancelled first.
    async fn remove_executor(&self, executor_id: &str) -> Result<()> {
        let cancelled = self.cancel_all(executor_id).await;
        self.cluster.remove_executor(executor_id).await?;
        cancelled
    }

    async fn init(&self) -> Result<()> {
        self.cluster.init().await
    }

    async fn bind_schedulable_tasks(
        &self,
        distribution: TaskDistributionPolicy,
        active_jobs: Arc<HashMap<JobId, JobInfoCache>>,
        executors: Option<HashSet<String>>,
    ) -> Result<Vec<BoundTask>> {
        self.cluster
            .bind_schedulable_tasks(distribution, active_jobs, executors)
            .await
    }

    async fn unbind_tasks(&self, executor_slots: Vec<ExecutorSlot>) -> Result<()> {
        self.cluster.unbind_tasks(executor_slots).await
    }

    async fn register_executor(
        &self,
        metadata: ExecutorMetadata,
        spec: ExecutorData,
    ) -> Result<()> {
        self.cluster.register_executor(metadata, spec).await
    }

    async fn save_executor_metadata(&self, metadata: ExecutorMetadata) -> Result<()> {
        self.cluster.save_executor_metadata(metadata).await
    }

    async fn get_executor_metadata(&self, executor_id: &str) -> Result<ExecutorMetadata> {
        self.cluster.get_executor_metadata(executor_id).await
    }

    async fn registered_executor_metadata(&self) -> Vec<ExecutorMetadata> {
        self.cluster.registered_executor_metadata().await
    }

    async fn save_executor_heartbeat(&self, heartbeat: ExecutorHeartbeat) -> Result<()> {
        self.cluster.save_executor_heartbeat(heartbeat).await
    }

    fn executor_heartbeats(&self) -> HashMap<String, ExecutorHeartbeat> {
        self.cluster.executor_heartbeats()
    }

    fn get_executor_heartbeat(&self, executor_id: &str) -> Option<ExecutorHeartbeat> {
        self.cluster.get_executor_heartbeat(executor_id)
    }

    async fn cluster_state_events(&self) -> Result<ClusterStateEventStream> {
        self.cluster.cluster_state_events().await
    }
}
