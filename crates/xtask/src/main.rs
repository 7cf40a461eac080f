//! Development tasks: `cargo xtask --help`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a development task talks to the person who runs it"
)]

mod bench;
mod cargo;
mod checks;
mod error;
mod generate;
mod pictures;
mod test;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Development tasks of jit
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Install what the tests run against below `target/`, and run every test
    Test(test::TestArgs),
    /// Write the files that are made from the code: man pages, completions, references
    Generate(generate::GenerateArgs),
    /// Measure; every figure is printed beside what the machine can do at best
    Bench(bench::BenchArgs),
    /// Draw what the README shows of a terminal, from what the programs print
    Pictures(pictures::PicturesArgs),
    /// Run the checks that need no test: format, lints, generated files, licences
    Ci,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().task {
        Task::Test(arguments) => test::run(&arguments),
        Task::Generate(arguments) => generate::run(&arguments),
        Task::Bench(arguments) => bench::run(&arguments),
        Task::Pictures(arguments) => pictures::run(&arguments),
        Task::Ci => checks::run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
