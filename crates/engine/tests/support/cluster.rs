//! A scheduler and executors as processes on loopback.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use datafusion::prelude::{SessionConfig, SessionContext};

struct Process(Child);

impl Process {
    fn start(mut command: Command) -> Self {
        let command = command.env("RUST_LOG", "warn").stdout(Stdio::null());
        Self(command.stderr(Stdio::null()).spawn().unwrap())
    }
}

impl Drop for Process {
    /// Kills the process as `kill -9` does.
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An executor with a folder of its own. It is killed when it is dropped.
pub(crate) struct Executor {
    _process: Process,
    pub(crate) work_dir: PathBuf,
}

/// A scheduler and its executors. All are killed when it is dropped.
pub(crate) struct Cluster {
    scheduler: Option<Process>,
    address: String,
    folder: PathBuf,
    started: usize,
    pub(crate) executors: Vec<Executor>,
}

fn port() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port().to_string()
}

impl Cluster {
    /// Starts a scheduler without executors; what executors write is in the folder.
    pub(crate) async fn start(folder: &Path) -> Self {
        let mut cluster = Self {
            scheduler: None,
            address: format!("127.0.0.1:{}", port()),
            folder: folder.to_owned(),
            started: 0,
            executors: Vec::new(),
        };
        cluster.start_scheduler().await;
        cluster
    }

    pub(crate) async fn start_scheduler(&mut self) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_retold-scheduler"));
        command.args(["--listen", &self.address, "--external-host", "127.0.0.1"]);
        self.scheduler = Some(Process::start(command));
        for _ in 0..600 {
            if tokio::net::TcpStream::connect(&self.address).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no scheduler answers at {} after 30 s", self.address);
    }

    pub(crate) fn kill_scheduler(&mut self) {
        self.scheduler = None;
    }

    /// Adds an executor of one task at a time.
    pub(crate) fn add(&mut self) {
        self.add_by(&[]);
    }

    /// Adds an executor whose files cannot grow beyond a size: what a full disk does to it.
    pub(crate) fn add_with_file_limit(&mut self, kilobytes: usize) {
        let limit = kilobytes * 2;
        // Without the trap the kernel would end the process.
        let script = format!("trap '' XFSZ; ulimit -f {limit}; exec \"$@\"");
        self.add_by(&["sh", "-c", &script, "sh"]);
    }

    fn add_by(&mut self, wrapper: &[&str]) {
        self.started += 1;
        let work_dir = self.folder.join(format!("executor-{}", self.started));
        std::fs::create_dir_all(&work_dir).unwrap();
        let (flight, grpc) = (port(), port());
        let program = env!("CARGO_BIN_EXE_retold-executor");
        let options = [
            program,
            "--scheduler",
            &self.address,
            "--port",
            &flight,
            "--grpc-port",
            &grpc,
            "--cores",
            "1",
            "--work-dir",
            work_dir.to_str().unwrap(),
        ];
        let line: Vec<&str> = wrapper.iter().chain(&options).copied().collect();
        let mut command = Command::new(line[0]);
        command.args(&line[1..]);
        let _process = Process::start(command);
        self.executors.push(Executor { _process, work_dir });
    }

    pub(crate) async fn connect(&self, partitions: usize) -> SessionContext {
        let config = SessionConfig::new().with_target_partitions(partitions);
        let address = format!("df://{}", self.address);
        let connected = retold_datafusion::cluster::connect(&address, config).await;
        connected.unwrap()
    }
}

/// Returns the files below a folder that hold something.
pub(crate) fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    // Files and folders come and go meanwhile.
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.metadata() {
            Ok(of) if of.is_dir() => found.extend(files(&path)),
            Ok(of) if of.len() > 0 => drop(found.insert(path)),
            _ => {}
        }
    }
    found
}
