//! `cargo xtask pictures`: what the README shows of a terminal.

use std::fs;
use std::path::PathBuf;

use anstyle_svg::Term;
use jit_testkit::Theatre;

use crate::cargo::{cargo, root};
use crate::error::TaskError;
use crate::tools;

/// Draw what the README shows of a terminal, from what the programs print
///
/// People of a dev broker type, on a clock that stands still; so the same program always gives the
/// same picture. It is no part of `cargo xtask ci`, which starts no broker and installs nothing: a test
/// asks for `--check`.
#[derive(Debug, clap::Args)]
pub(crate) struct PicturesArgs {
    /// Write, build and install nothing; fail when a picture is not what the built programs print
    #[arg(long)]
    check: bool,
}

/// Who types what.
type Line = (&'static str, &'static str);

const REQUEST: Line = (
    "engineer",
    "jit request --account payments-prod --permission-set PowerUser \\\n    \
     --duration 1h --reason \"INC-4711: stuck queue\"",
);

/// Each picture: what was typed before, and its lines.
const PICTURES: [(&str, &[Line], &[Line]); 2] = [
    ("ask", &[], &[REQUEST, ("engineer", "jit status")]),
    (
        "approve",
        &[REQUEST],
        &[
            ("lead", "jit list --to-review"),
            ("lead", "jit approve 7k3m --comment \"go\" --yes"),
        ],
    ),
];

/// The least width, in pixels.
const WIDTH: usize = 720;

pub(crate) fn run(arguments: &PicturesArgs) -> Result<(), TaskError> {
    if arguments.check {
        return check();
    }
    tools::install()?;
    cargo(&["build", "--workspace"])?;
    for (path, picture) in drawn()? {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(TaskError::file(folder))?;
        }
        fs::write(&path, picture).map_err(TaskError::file(&path))?;
    }
    Ok(())
}

fn check() -> Result<(), TaskError> {
    let mut stale = drawn()?;
    stale.retain(|(path, picture)| fs::read_to_string(path).ok().as_ref() != Some(picture));
    if stale.is_empty() {
        return Ok(());
    }
    let stale = stale.iter().map(|(path, _)| path.display().to_string());
    Err(TaskError::StalePictures(stale.collect()))
}

/// Each picture, and where it belongs.
fn drawn() -> Result<Vec<(PathBuf, String)>, TaskError> {
    let draw = |(name, before, lines): (&str, &[Line], &[Line])| {
        let mut theatre = Theatre::without_aws();
        typed(&mut theatre, before)?;
        let screen = typed(&mut theatre, lines)?;
        let path = root().join(format!("docs/pictures/{name}.svg"));
        Ok((path, Term::new().min_width_px(WIDTH).render_svg(&screen)))
    };
    PICTURES.into_iter().map(draw).collect()
}

/// What is on the screen when the last command has ended; nobody wants to see one that failed.
fn typed(theatre: &mut Theatre, lines: &[Line]) -> Result<String, TaskError> {
    let mut screen = String::new();
    for (who, command) in lines {
        let printed = theatre.run(who, &command.replacen("jit ", "jit --color always ", 1));
        if printed.contains("error:") {
            return Err(TaskError::Failed((*command).to_owned()));
        }
        let (prompt, typed, plain) = ("\u{1b}[1;32m", "\u{1b}[1m", "\u{1b}[0m");
        screen.extend([
            prompt, who, "$", plain, " ", typed, command, plain, "\n", &printed,
        ]);
    }
    Ok(screen)
}
