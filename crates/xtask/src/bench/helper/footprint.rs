use std::fs;
use std::io::{self, Read as _, Write as _};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use super::super::figures::line;
use super::super::served_broker::program;
use super::super::{memory, process};

/// How often to look what a process does.
const PAUSE: Duration = Duration::from_millis(50);

/// What a warm answer takes of the machine besides time.
pub(super) fn measure(helper: &mut Command) -> io::Result<()> {
    let size = fs::metadata(program("jit"))?.len();
    line("size of the program", &mebibytes(size), "≤ 12 MiB");
    let peak = peak_memory(helper)? * 1024;
    line("peak memory of a warm answer", &mebibytes(peak), "≤ 8 MiB");
    let counted = match instructions(helper)? {
        Some(count) => format!("{:>8.2} million", millions(count)),
        None => "valgrind is not installed".to_owned(),
    };
    line("instructions of a warm answer", &counted, "≤ 1 million");
    Ok(())
}

/// More than any pipe holds, in bytes.
const MORE_THAN_A_PIPE: usize = 2 << 20;

/// The most memory that a program held by the time it prints, in KiB.
///
/// Its output is full already, so that it waits in its first write; then the kernel is asked. What a
/// parent is told at the end (`ru_maxrss`) would count the parent's own memory at the fork as well.
fn peak_memory(command: &mut Command) -> io::Result<u64> {
    let (mut ours, mut full) = io::pipe()?;
    let theirs = full.try_clone()?;
    let filling = thread::spawn(move || full.write_all(&vec![b'.'; MORE_THAN_A_PIPE]));
    thread::sleep(PAUSE);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(theirs)
        .stderr(Stdio::null())
        .spawn()?;
    // What the command keeps of it would keep the other end open.
    command.stdout(Stdio::null());
    let memory = wait_until_asleep(child.id()).and_then(|()| memory::of(child.id()));
    let mut printed = Vec::new();
    ours.read_to_end(&mut printed)?;
    let status = child.wait()?;
    let filled = filling.join().is_ok_and(|it| it.is_ok());
    if !status.success() || !filled || printed.len() <= MORE_THAN_A_PIPE {
        return Err(io::Error::other(format!("{command:?} ended with {status}")));
    }
    Ok(memory?.peak)
}

/// Waits until a process does nothing any more: busy machines take their time to get there.
fn wait_until_asleep(process: u32) -> io::Result<()> {
    let mut in_a_row = 0;
    while in_a_row < 5 {
        thread::sleep(PAUSE);
        in_a_row = if memory::is_asleep(process)? {
            in_a_row + 1
        } else {
            0
        };
    }
    Ok(())
}

/// How many instructions a program executes, without the kernel's; none without valgrind.
fn instructions(command: &Command) -> io::Result<Option<u64>> {
    let mut counted = Command::new("valgrind");
    process::copy_variables(command, &mut counted);
    counted
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(command.get_program())
        .args(command.get_args())
        .stdin(Stdio::null());
    let output = match counted.output() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        output => output?,
    };
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said.lines().find_map(|it| it.split_once("Collected :"));
    let count = collected.and_then(|(_, count)| count.trim().parse().ok());
    match count.filter(|_| output.status.success()) {
        Some(count) => Ok(Some(count)),
        None => Err(io::Error::other(said.into_owned())),
    }
}

fn mebibytes(bytes: u64) -> String {
    let kibibytes = u32::try_from(bytes / 1024).unwrap_or(u32::MAX);
    format!("{:>8.1} MiB", f64::from(kibibytes) / 1024.0)
}

fn millions(count: u64) -> f64 {
    let thousands = u32::try_from(count / 1_000).unwrap_or(u32::MAX);
    f64::from(thousands) / 1_000.0
}
