//! The requests and their answers.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use retold_corpus::{SearchOptions, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;
use tower_http::timeout::RequestBodyTimeoutLayer;

use super::super::sources::Report;
use super::state::State;
use super::writer::{Failure, NewArticle, Write};

pub(super) fn router(state: Arc<State>) -> Router {
    let limits = state.limits;
    Router::new()
        .route("/health", get(health))
        .route("/sources", post(sources))
        .route("/articles/{*key}", put(store).delete(remove))
        .fallback(|| async { Problem::new(StatusCode::NOT_FOUND, "there is no such path") })
        .method_not_allowed_fallback(|| async {
            Problem::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "this path does not take this method",
            )
        })
        .layer(DefaultBodyLimit::max(limits.body))
        .layer(RequestBodyTimeoutLayer::new(limits.time))
        .with_state(state)
}

/// What went wrong, as `{"error": …}`.
struct Problem {
    status: StatusCode,
    error: String,
}

impl Problem {
    fn new(status: StatusCode, error: impl Into<String>) -> Self {
        Self {
            status,
            error: error.into(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Body {
            error: String,
        }
        json(self.status, &Body { error: self.error })
    }
}

fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => (status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Reads a body, whatever type it is said to have.
fn read<T: DeserializeOwned>(body: Result<Bytes, BytesRejection>) -> Result<T, Problem> {
    let body = body.map_err(|error| Problem::new(error.status(), error.body_text()))?;
    serde_json::from_slice(&body).map_err(|error| {
        let status = if error.is_data() {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::BAD_REQUEST
        };
        Problem::new(status, format!("the body: {error}"))
    })
}

#[derive(Serialize)]
struct Health {
    articles: u64,
    generation: u64,
    mark: String,
    version: &'static str,
}

async fn health(Shared(state): Shared<Arc<State>>) -> Response {
    let health = Health {
        articles: state.reader.len(),
        generation: state.reader.generation(),
        mark: state.reader.mark(),
        version: env!("CARGO_PKG_VERSION"),
    };
    json(StatusCode::OK, &health)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    text: String,
    candidates: Option<usize>,
    min_probability: Option<f64>,
    published_before: Option<Timestamp>,
    published_after: Option<Timestamp>,
    #[serde(default)]
    not_groups: Vec<String>,
    #[serde(default)]
    not_keys: Vec<String>,
    deadline_ms: Option<u64>,
}

impl Question {
    fn options(&self, limit: Duration) -> SearchOptions {
        let mut options = SearchOptions::default();
        options.candidates = self.candidates;
        if let Some(probability) = self.min_probability {
            options.min_probability = probability;
        }
        options.published_before = self.published_before;
        options.published_after = self.published_after;
        options.not_groups = self.not_groups.clone();
        options.not_keys = self.not_keys.clone();
        options.deadline = Some(
            self.deadline_ms
                .map_or(limit, Duration::from_millis)
                .min(limit),
        );
        options
    }
}

async fn sources(
    Shared(state): Shared<Arc<State>>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let question: Question = read(body)?;
    let waiting = tokio::time::timeout(state.limits.time, state.searches.acquire());
    let _permit = waiting.await.ok().and_then(Result::ok).ok_or_else(|| {
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "too many searches at once: try again",
        )
    })?;
    let reader = state.reader.clone();
    let options = question.options(state.limits.time);
    let searched = tokio::task::spawn_blocking(move || {
        let answer = reader.sources(&question.text, &options)?;
        Ok(json(StatusCode::OK, &Report::new("text", &answer)))
    });
    match searched.await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(error)) => Err(refused(error)),
        Err(_) => Err(Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the search failed",
        )),
    }
}

/// Returns the problem to answer with: a wrong option is the client's mistake, anything else is
/// not.
fn refused(error: retold_corpus::Error) -> Problem {
    let status = match error {
        retold_corpus::Error::Search { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    Problem::new(status, super::explain(error))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    text: String,
    date: Option<Timestamp>,
    group: Option<String>,
}

#[derive(Serialize)]
struct Stored {
    generation: u64,
}

async fn store(
    Shared(state): Shared<Arc<State>>,
    Path(key): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    authorize(&state, &headers)?;
    let body: Body = read(body)?;
    let article = NewArticle {
        text: body.text,
        published: body.date,
        group: body.group,
    };
    write(&state, key, Some(article)).await
}

async fn remove(
    Shared(state): Shared<Arc<State>>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    authorize(&state, &headers)?;
    write(&state, key, None).await
}

fn authorize(state: &State, headers: &HeaderMap) -> Result<(), Problem> {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    match (&state.token, given) {
        (None, _) => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "nothing can be written: the server was started without a token",
        )),
        (Some(_), None) => Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "a token is needed: Authorization: Bearer TOKEN",
        )),
        (Some(_), given) if !state.allows(given) => {
            Err(Problem::new(StatusCode::FORBIDDEN, "the token is another"))
        }
        _ => Ok(()),
    }
}

/// Hands the write over, and answers when it is committed.
async fn write(
    state: &State,
    key: String,
    article: Option<NewArticle>,
) -> Result<Response, Problem> {
    let (answer, committed) = oneshot::channel();
    let write = Write {
        key,
        article,
        answer,
    };
    let busy = || {
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "too many writes at once: try again",
        )
    };
    let sent = tokio::time::timeout(state.limits.time, state.writer.send(write));
    sent.await.ok().and_then(Result::ok).ok_or_else(busy)?;
    let outcome = tokio::time::timeout(state.limits.time, committed).await;
    match outcome {
        Ok(Ok(Ok(generation))) => Ok(json(StatusCode::OK, &Stored { generation })),
        Ok(Ok(Err(Failure::Refused(problem)))) => {
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, problem))
        }
        Ok(Ok(Err(Failure::Failed(problem)))) => {
            Err(Problem::new(StatusCode::INSUFFICIENT_STORAGE, problem))
        }
        Ok(Err(_)) => Err(Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the writer has ended",
        )),
        Err(_) => Err(Problem::new(
            StatusCode::GATEWAY_TIMEOUT,
            "the write was not committed in time; it may still be: ask for it, or send it again",
        )),
    }
}
