use jit_api::ErrorCode;

use crate::service::Failure;

/// No such path; a trailing slash makes another path.
pub(super) async fn path() -> Failure {
    Failure::new(ErrorCode::NotFound, "there is no such path")
}

/// The path is there, but not with this method; the router adds `Allow`.
pub(super) async fn method() -> Failure {
    Failure::new(
        ErrorCode::MethodNotAllowed,
        "this path does not have this method",
    )
}
