//! Connections: accepted until the server is asked to stop, and closed where a client does not send
//! the head of a request in time.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

/// How long to wait where a connection cannot be accepted, such as for want of file descriptors.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves connections until `stopped`, and then those that are under way to the end of their
/// requests.
///
/// A connection on which no whole head of a request arrives within `head_time` is closed: slow
/// clients would otherwise hold descriptors for good. The limit on bodies begins after the head.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    head_time: Duration,
    stopped: impl Future<Output = ()>,
) {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(head_time);
    let graceful = GracefulShutdown::new();
    let mut stopped = pin!(stopped);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stopped => break,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // What goes wrong on a connection is the client's to see.
            let _ = connection.await;
        });
    }
    drop(listener);
    graceful.shutdown().await;
}
