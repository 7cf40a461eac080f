//! PowerShell, as far as that can be told without one: Debian does not have it.

use crate::stage::Stage;

/// What quotes, and what comes from outside, is looked at: a name is never part of what is parsed.
#[test]
fn the_script_of_powershell_quotes_every_name_and_evaluates_none() {
    let script = Stage::new().script("powershell");
    assert!(script.contains("EscapeSingleQuotedStringContent($value)"));
    let obeys = [
        "Invoke-Expression",
        "iex ",
        "ScriptBlock]::Create",
        "ExpandString",
    ];
    let code = script
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    for line in code {
        assert!(!obeys.iter().any(|it| line.contains(it)), "{line}");
    }
}

fn is_well_formed(script: &str) -> bool {
    let mut parser = tree_sitter::Parser::new();
    let language = tree_sitter_powershell::LANGUAGE.into();
    parser.set_language(&language).unwrap();
    !parser.parse(script, None).unwrap().root_node().has_error()
}

#[test]
fn the_script_of_powershell_is_well_formed() {
    let script = Stage::new().script("powershell");
    assert!(is_well_formed(&script));
    assert!(!is_well_formed(&script.replace(") {", "{")));
}
