use std::fs;
use std::io;

/// Memory of a process, in KiB.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memory {
    /// What it holds now.
    pub(crate) resident: u64,
    /// The most that it held so far.
    pub(crate) peak: u64,
}

/// Reads it from the kernel.
///
/// Source: proc(5), `/proc/pid/status`, `VmRSS` and `VmHWM`.
pub(crate) fn of(process: u32) -> io::Result<Memory> {
    let status = status(process)?;
    let kibibytes = |name: &str| {
        let value = field(&status, name)?.trim_end_matches(" kB");
        value.parse().map_err(io::Error::other)
    };
    Ok(Memory {
        resident: kibibytes("VmRSS:")?,
        peak: kibibytes("VmHWM:")?,
    })
}

/// True while a process waits for something.
///
/// Source: proc(5), `/proc/pid/status`, `State`.
pub(crate) fn is_asleep(process: u32) -> io::Result<bool> {
    let status = status(process)?;
    Ok(field(&status, "State:")?.starts_with('S'))
}

fn status(process: u32) -> io::Result<String> {
    fs::read_to_string(format!("/proc/{process}/status"))
}

fn field<'a>(status: &'a str, name: &str) -> io::Result<&'a str> {
    let value = status.lines().find_map(|line| line.strip_prefix(name));
    let value = value.map(str::trim);
    value.ok_or_else(|| io::Error::other(format!("no {name}")))
}
