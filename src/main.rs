//! The `jit` program.

fn main() -> std::process::ExitCode {
    jit::main(std::env::args_os())
}
