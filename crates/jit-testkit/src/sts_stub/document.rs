//! The XML that STS speaks.

/// Who the caller of the stub is: a broker that runs on a role.
pub(super) fn caller_identity(number: u64) -> String {
    format!(
        concat!(
            r#"<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">"#,
            "<GetCallerIdentityResult><Arn>arn:aws:sts::999988887777:assumed-role/broker/i-0</Arn>",
            "<UserId>AROASTUB:i-0</UserId><Account>999988887777</Account>",
            "</GetCallerIdentityResult>",
            "<ResponseMetadata><RequestId>stub-{}</RequestId></ResponseMetadata>",
            "</GetCallerIdentityResponse>",
        ),
        number
    )
}

/// An error document.
pub(super) fn error(code: &str, message: &str, number: u64) -> String {
    let message = escape(message);
    format!(
        r#"<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>stub-{number}</RequestId></ErrorResponse>"#
    )
}

/// Text as XML content.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
