//! The block of profiles that `jit` keeps in the configuration of the AWS tools.
//!
//! [`plan`] works out what the file should say, as a plain function from text to text: the lines
//! between two markers are `jit`'s, everything else stays as it is, byte for byte. [`EditedFile`](crate::edited_file::EditedFile)
//! reads the file and puts the new one in its place.
//!
//! The AWS CLI and the SDKs read this file with parsers of their own, which disagree about quotes,
//! inline comments, continued lines and letter case. What is written here is of the kind that all
//! of them read alike.

mod block;
mod command_line;
mod document;
mod doubt;
mod entry;
mod line;
mod location;
mod name_template;
mod naming;
mod output_format;
mod plan;
mod section_name;
mod verify;

pub(crate) use command_line::{Caller, CommandLine};
pub(crate) use document::check_encoding;
pub(crate) use doubt::Doubt;
pub(crate) use location::AwsFiles;
pub(crate) use name_template::NameTemplate;
pub(crate) use output_format::OutputFormat;
pub(crate) use plan::{Plan, Skipped, Target, Wishes, plan};
pub(crate) use section_name::{names_in_credentials, profile_of};
