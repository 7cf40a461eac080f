//! How to go on from a request.

use jit_api::Request;
use jit_domain::StatusName;

use super::type_this;

/// The commands that go on from here, in lines of talk.
pub(crate) fn what_next(request: &Request) -> Option<String> {
    match request.status {
        StatusName::Pending => Some(format!("Next: {}", type_this::wait(&request.id))),
        StatusName::Active => {
            let target = type_this::target(&request.account_name, &request.permission_set);
            Some(format!(
                "Next, one of:\n  \
                 jit exec {target} -- COMMAND\n  \
                 eval \"$(jit env {target})\"\n  \
                 jit profiles sync    # then `--profile` of the AWS CLI, or AWS_PROFILE"
            ))
        }
        _ => None,
    }
}
