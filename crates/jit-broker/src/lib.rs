//! The broker: checks who asks, decides, records everything, and calls `sts:AssumeRole`.

pub mod app;
pub mod catalog;
pub mod checkpoints;
pub mod checks;
pub mod cli;
pub mod config;
mod core_files;
pub mod dev;
pub mod http;
pub mod identity;
pub mod jobs;
pub mod notify;
mod policies;
pub mod service;
pub mod telemetry;
pub mod vend;
pub mod webhooks;
