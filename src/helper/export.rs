use zeroize::Zeroizing;

/// How variables are written for a program that reads them, by the names of
/// `aws configure export-credentials`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ExportFormat {
    /// `export NAME=value`, for bash, zsh and sh
    #[default]
    Env,
    /// `NAME=value`, for files of variables
    EnvNoExport,
    /// For PowerShell
    Powershell,
    /// For cmd.exe
    WindowsCmd,
    /// For fish
    Fish,
    /// The object that `jit credential-process` prints
    Process,
}

/// How one line is written.
struct Line {
    before: &'static str,
    between: &'static str,
    quotes: Option<Quotes>,
}

/// Quotes between which nothing has a meaning but the quote itself.
struct Quotes {
    /// A quote inside of them.
    escaped: &'static str,
}

/// Of POSIX shells and fish: out of the quotes, a quote, and into them again.
const SHELL: Quotes = Quotes { escaped: r"'\''" };
const POWERSHELL: Quotes = Quotes { escaped: "''" };

impl ExportFormat {
    /// What puts the output into effect, with `…` for the arguments.
    pub(crate) fn loaded_by(self) -> Option<&'static str> {
        Some(match self {
            Self::Env => "eval \"$(jit env …)\"",
            Self::Powershell => "jit env --format powershell … | Invoke-Expression",
            Self::Fish => "jit env --format fish … | source",
            Self::EnvNoExport | Self::WindowsCmd | Self::Process => return None,
        })
    }

    fn line(self) -> Option<Line> {
        let (before, between, quotes) = match self {
            Self::Env => ("export ", "=", Some(SHELL)),
            Self::EnvNoExport => ("", "=", None),
            Self::Powershell => ("$Env:", "=", Some(POWERSHELL)),
            Self::WindowsCmd => ("set ", "=", None),
            Self::Fish => ("set -gx ", " ", Some(SHELL)),
            Self::Process => return None,
        };
        Some(Line {
            before,
            between,
            quotes,
        })
    }

    /// One line for each variable. None where the format has no quotes and a value would need
    /// them, and for [`ExportFormat::Process`], which has no lines.
    pub(crate) fn lines(self, variables: &[(&str, &str)]) -> Option<Zeroizing<String>> {
        let line = self.line()?;
        let room = |(name, value): &(&str, &str)| name.len() + 4 * value.len() + 16;
        // Room for all of it from the start: growing would leave copies of the secrets behind.
        let length = variables.iter().map(room).sum();
        let mut text = Zeroizing::new(String::with_capacity(length));
        for (name, value) in variables {
            text.extend([line.before, name, line.between]);
            match &line.quotes {
                Some(quotes) => push_quoted(&mut text, value, quotes),
                None if is_read_alike(value) => text.push_str(value),
                None => return None,
            }
            text.push('\n');
        }
        Some(text)
    }
}

fn push_quoted(text: &mut String, value: &str, quotes: &Quotes) {
    text.push('\'');
    for c in value.chars() {
        match c {
            '\'' => text.push_str(quotes.escaped),
            c => text.push(c),
        }
    }
    text.push('\'');
}

/// Shells, cmd.exe and the readers of files of variables take it as it is. Whatever AWS gives is
/// so: base64, and times.
fn is_read_alike(value: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/+=_-.:".contains(&b);
    value.bytes().all(plain) && !value.starts_with('=')
}

#[cfg(test)]
#[path = "export_tests.rs"]
mod tests;
