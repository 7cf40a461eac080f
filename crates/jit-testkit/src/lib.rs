//! The stage of the tests: clocks that only move when told, the real binaries, and drivers of the
//! real parts around them — a certified OpenID provider, an AWS emulator, the AWS CLI and SDKs, a
//! keyring of a desktop.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a stage that cannot be set fails the test at once"
)]

mod aws;
mod aws_sdks;
mod browser;
mod certificate;
mod clock;
mod dev_broker;
pub mod fake_broker;
#[cfg(target_os = "linux")]
mod gnome_keyring;
mod jit;
mod moto;
mod movable_clock;
mod oidc_provider;
mod ports;
mod program;
#[cfg(target_os = "linux")]
mod prompter;
mod served_broker;
mod service;
#[cfg(target_os = "linux")]
mod session_bus;
mod smtp_server;
mod static_issuer;
pub mod sts_stub;
mod theatre;
mod tools;

pub use aws::{AwsCli, Boto3};
pub use aws_sdks::{GoSdk, JavaScriptSdk};
pub use browser::{Browser, Page};
pub use certificate::Certificate;
pub use clock::ManualClock;
pub use dev_broker::DevBroker;
#[cfg(target_os = "linux")]
pub use gnome_keyring::GnomeKeyring;
pub use jit::{Jit, Outcome};
pub use moto::Moto;
pub use movable_clock::MovableClock;
pub use oidc_provider::OidcProvider;
pub use ports::free_port;
pub use program::program;
#[cfg(target_os = "linux")]
pub use prompter::Prompter;
pub use served_broker::{ServedBroker, ServedSetup};
pub use service::Service;
#[cfg(target_os = "linux")]
pub use session_bus::SessionBus;
pub use smtp_server::{SmtpServer, SmtpSetup};
pub use static_issuer::StaticIssuer;
pub use theatre::Theatre;
pub use tools::tools;
