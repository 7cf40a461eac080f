use std::fmt::Write as _;

use super::command_line::Commanded;
use super::line::{Kind, Line};
use super::section_name::profile_of;
use super::{CommandLine, Doubt, OutputFormat};
use crate::federation::Region;

/// A profile that is in the block.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Its name.
    pub(super) name: String,
    /// Its lines, without those at its end that say nothing.
    pub(super) text: String,
    /// What it gets credentials for, if it does.
    pub(super) commanded: Option<Commanded>,
    /// Its region, if it is one.
    pub(super) region: Option<Region>,
    /// Its output format, if it is one.
    pub(super) output: Option<OutputFormat>,
}

/// The profiles of a block, in order.
///
/// # Errors
///
/// [`Doubt`] when something else is in it, or two have one name.
pub(super) fn entries(inside: &[Line<'_>]) -> Result<Vec<Entry>, Doubt> {
    let mut all: Vec<Entry> = Vec::new();
    for line in inside {
        let stray = Doubt::Stray { line: line.number };
        match line.kind()? {
            Kind::Header(header) => {
                let name = profile_of(header).filter(|_| !line.is_indented());
                let name = name.ok_or(stray)?;
                if all.iter().any(|entry| entry.name == name) {
                    let line = line.number;
                    return Err(Doubt::SecondProfile { line, name });
                }
                all.push(Entry::named(name, line.text));
            }
            Kind::Setting => all.last_mut().ok_or(stray)?.add(line.text),
            // Only a profile that stays as it is keeps its comments.
            _ => {
                if let Some(entry) = all.last_mut() {
                    entry.text.extend(["\n", line.text]);
                }
            }
        }
    }
    for entry in &mut all {
        entry.text.truncate(entry.text.trim_end().len());
    }
    Ok(all)
}

impl Entry {
    fn named(name: String, header: &str) -> Self {
        Self {
            name,
            text: header.to_owned(),
            commanded: None,
            region: None,
            output: None,
        }
    }

    fn add(&mut self, line: &str) {
        self.text.extend(["\n", line]);
        let Some((key, value)) = line.split_once('=') else {
            return;
        };
        let value = value.trim();
        match key.trim_end() {
            "credential_process" => self.commanded = Commanded::read(value),
            "region" => self.region = value.parse().ok(),
            "output" => self.output = OutputFormat::read(value),
            _ => {}
        }
    }
}

/// The lines of a profile as `jit` writes it.
pub(super) fn written(
    name: &str,
    command: CommandLine<'_>,
    region: Option<&Region>,
    output: Option<OutputFormat>,
) -> String {
    let mut text = format!("[profile {name}]\n# managed by jit\ncredential_process = {command}");
    // Writing to a string does not fail.
    if let Some(region) = region {
        let _ = write!(text, "\nregion = {region}");
    }
    if let Some(output) = output {
        let _ = write!(text, "\noutput = {}", output.as_str());
    }
    text
}
