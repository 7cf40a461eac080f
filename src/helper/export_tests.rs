use clap::ValueEnum as _;

use super::ExportFormat;

const PLAIN: [(&str, &str); 2] = [("A", "ab/c+d=="), ("B", "2026-11-22T12:00:00Z")];

/// What the AWS CLI prints for the same variables, quotes aside.
#[test]
fn each_format_has_its_lines() {
    let table = [
        (
            "env",
            "export A='ab/c+d=='\nexport B='2026-11-22T12:00:00Z'\n",
        ),
        ("env-no-export", "A=ab/c+d==\nB=2026-11-22T12:00:00Z\n"),
        (
            "powershell",
            "$Env:A='ab/c+d=='\n$Env:B='2026-11-22T12:00:00Z'\n",
        ),
        (
            "windows-cmd",
            "set A=ab/c+d==\nset B=2026-11-22T12:00:00Z\n",
        ),
        (
            "fish",
            "set -gx A 'ab/c+d=='\nset -gx B '2026-11-22T12:00:00Z'\n",
        ),
    ];
    for (name, lines) in table {
        let format = ExportFormat::from_str(name, false).unwrap();
        assert_eq!(format.lines(&PLAIN).unwrap().as_str(), lines, "{name}");
    }
    assert!(ExportFormat::Process.lines(&PLAIN).is_none());
}

#[test]
fn the_names_are_those_of_the_aws_cli() {
    let names: Vec<String> = ExportFormat::value_variants()
        .iter()
        .filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned()))
        .collect();
    let of_the_aws_cli = [
        "env",
        "env-no-export",
        "powershell",
        "windows-cmd",
        "fish",
        "process",
    ];
    assert_eq!(names, of_the_aws_cli);
}

#[test]
fn a_quote_does_not_end_the_quotes() {
    let hostile = [("A", "';id;'$(id)`id`")];
    let table = [
        (ExportFormat::Env, r"export A=''\'';id;'\''$(id)`id`'"),
        (ExportFormat::Fish, r"set -gx A ''\'';id;'\''$(id)`id`'"),
        (ExportFormat::Powershell, "$Env:A=''';id;''$(id)`id`'"),
    ];
    for (format, line) in table {
        assert_eq!(format.lines(&hostile).unwrap().trim_end(), line);
    }
}

#[test]
fn without_quotes_only_what_every_reader_takes_as_it_is_is_written() {
    for format in [ExportFormat::EnvNoExport, ExportFormat::WindowsCmd] {
        for byte in (0x21..=0x7e_u8).map(char::from) {
            let value = format!("a{byte}b");
            let written = format.lines(&[("A", &value)]).is_some();
            let plain = byte.is_ascii_alphanumeric() || "/+=_-.:".contains(byte);
            assert_eq!(written, plain, "{format:?} {byte:?}");
        }
        // zsh would look for a program of that name.
        assert!(format.lines(&[("A", "=ls")]).is_none());
    }
}

#[test]
fn the_text_does_not_grow() {
    let quotes = "'".repeat(5_000);
    for format in [
        ExportFormat::Env,
        ExportFormat::Fish,
        ExportFormat::Powershell,
    ] {
        let variables = [("A", quotes.as_str()), ("B", "")];
        let text = format.lines(&variables).unwrap();
        let room: usize = variables
            .iter()
            .map(|(n, v)| n.len() + 4 * v.len() + 16)
            .sum();
        assert_eq!(text.capacity(), room, "{format:?}");
    }
}
