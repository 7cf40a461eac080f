# Completions of jit for PowerShell: `jit completions powershell | Out-String | Invoke-Expression` in
# your profile.
#
# Names come from other people and may have anything in them. They are only ever data here, and what
# is put on the command line is quoted.

Register-ArgumentCompleter -Native -CommandName jit -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $given = @()
    foreach ($element in @($commandAst.CommandElements | Select-Object -Skip 1)) {
        if ($element.Extent.StartOffset -ge $cursorPosition) { break }
        # The value of a quoted word; nothing in it is expanded.
        if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
            $given += $element.Value
        } else {
            $given += $element.Extent.Text
        }
    }
    # Behind a blank, another word begins.
    if ($wordToComplete -eq '') { $given += '' }
    if ($PSVersionTable.PSVersion -lt [version]'7.3') {
        # It loses empty arguments, and quotes inside of others.
        $given = @($given | ForEach-Object { if ($_ -eq '') { '""' } else { $_ -replace '"', '\"' } })
    }

    & jit __complete -- @given 2>$null | ForEach-Object {
        $value, $about = $_ -split "`t", 2
        $text = $value
        if ($value -notmatch '^[A-Za-z0-9_./:%+=-]+$') {
            $text = "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($value) + "'"
        }
        if (-not $about) { $about = $value }
        [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $about)
    }
}
