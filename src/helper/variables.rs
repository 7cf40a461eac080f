use super::Credentials;

/// The variables that name the region: botocore reads only the second, the other SDKs the first.
pub(crate) const REGION: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];

/// The variables that AWS SDKs read credentials from, with their values. The end is in RFC 3339.
///
/// Source: AWS SDKs and Tools Reference Guide, "Environment variables support";
/// `AWS_CREDENTIAL_EXPIRATION` is of the AWS CLI, `aws configure export-credentials`.
pub(crate) fn variables<'a>(
    credentials: &'a Credentials,
    end: &'a str,
) -> [(&'static str, &'a str); 4] {
    [
        ("AWS_ACCESS_KEY_ID", credentials.access_key_id.as_str()),
        (
            "AWS_SECRET_ACCESS_KEY",
            credentials.secret_access_key.expose(),
        ),
        ("AWS_SESSION_TOKEN", credentials.session_token.expose()),
        ("AWS_CREDENTIAL_EXPIRATION", end),
    ]
}
