
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'jit-broker' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'jit-broker'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'jit-broker' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the API with a real issuer and real AWS')
            [CompletionResult]::new('dev', 'dev', [CompletionResultType]::ParameterValue, 'Try everything out: a complete broker on this machine alone')
            [CompletionResult]::new('dev-token', 'dev-token', [CompletionResultType]::ParameterValue, 'Print an access token for a person of a dev broker')
            [CompletionResult]::new('policy', 'policy', [CompletionResultType]::ParameterValue, 'Work on a policy bundle: check it, ask it, test it, replay recorded requests')
            [CompletionResult]::new('catalog', 'catalog', [CompletionResultType]::ParameterValue, 'Keep the catalog of accounts up to date')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Prove the audit log: make a key for checkpoints, verify the store, export it')
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'Say what the audit log says of a period: who asked for what, how long people took, what was never used')
            [CompletionResult]::new('notify', 'notify', [CompletionResultType]::ParameterValue, 'Try where notifications go')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jit-broker;serve' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (TOML); `JIT_BROKER_CONFIG` if not given')
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'Address and port to listen on')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Folder of the policy bundle')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Folder of the database')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Any other setting, such as `issuer.url=https://login.example.com`; may be repeated')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Print every problem of settings, policies and files, and start nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit-broker;dev' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Folder of its state [default: $XDG_STATE_HOME/jit-broker/dev, else ~/.local/state/jit-broker/dev]')
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'Loopback address to listen on; port 0 means the port that the folder''s last broker had')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Policy bundle, instead of `policy/` in the folder')
            [CompletionResult]::new('--people', '--people', [CompletionResultType]::ParameterName, 'People, instead of `people.toml` in the folder')
            [CompletionResult]::new('--checks', '--checks', [CompletionResultType]::ParameterName, 'Where the external checks are that the bundle names; docs/policies.md shows the file')
            [CompletionResult]::new('--sts-endpoint', '--sts-endpoint', [CompletionResultType]::ParameterName, 'Vend real credentials, from what speaks the protocol of STS at this address')
            [CompletionResult]::new('--recheck-seconds', '--recheck-seconds', [CompletionResultType]::ParameterName, 'How long clients may go without asking whether their credentials are still good, in seconds; 0 shows a revocation at once')
            [CompletionResult]::new('--aws', '--aws', [CompletionResultType]::ParameterName, 'Vend real credentials, from AWS, with the credentials that the AWS SDK finds')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit-broker;dev-token' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Folder of the dev broker [default: $XDG_STATE_HOME/jit-broker/dev, else ~/.local/state/jit-broker/dev]')
            [CompletionResult]::new('--ttl', '--ttl', [CompletionResultType]::ParameterName, 'How long the token is good: `90s`, `10m`, `8h`; at most a day')
            [CompletionResult]::new('--workload', '--workload', [CompletionResultType]::ParameterName, 'Print the token that a CI platform would give a job, for `jit login --workload`, instead')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit-broker;policy' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Say everything that is wrong with a bundle, and what is probably not meant')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Ask a bundle one question, and show each step of the decision')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Run the tests of a bundle: the decisions that it must give')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Decide recorded requests again under another bundle: who gains, who loses')
            [CompletionResult]::new('conflicts', 'conflicts', [CompletionResultType]::ParameterValue, 'List the tags by which approval policies apply alike, so that requests fail')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jit-broker;policy;check' {
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer in JSON, for scripts')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Fail on warnings too')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit-broker;policy;explain' {
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Account: its 12 digits, or its exact name')
            [CompletionResult]::new('--permission-set', '--permission-set', [CompletionResultType]::ParameterName, 'Permission set')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'How long the window should be')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why')
            [CompletionResult]::new('--ticket', '--ticket', [CompletionResultType]::ParameterName, 'Ticket')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Group of the person; may be repeated')
            [CompletionResult]::new('--subject', '--subject', [CompletionResultType]::ParameterName, 'Subject of the person')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'Issuer of the person')
            [CompletionResult]::new('--attribute', '--attribute', [CompletionResultType]::ParameterName, 'Other verified claim of the person; may be repeated')
            [CompletionResult]::new('--method', '--method', [CompletionResultType]::ParameterName, 'How the person signed in, such as `mfa`; may be repeated')
            [CompletionResult]::new('--signed-in', '--signed-in', [CompletionResultType]::ParameterName, 'How long ago the person signed in')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'When it is asked; now if not given')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer in JSON, for scripts')
            [CompletionResult]::new('--break-glass', '--break-glass', [CompletionResultType]::ParameterName, 'Ask for a break-glass window')
            [CompletionResult]::new('--vend', '--vend', [CompletionResultType]::ParameterName, 'Ask for credentials of an open window, instead of for the window')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit-broker;policy;test' {
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer in JSON, for scripts')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show the steps of tests that pass, too')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit-broker;policy;replay' {
            [CompletionResult]::new('--log', '--log', [CompletionResultType]::ParameterName, 'Exported audit log; `-` for standard input')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer in JSON, for scripts')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit-broker;policy;conflicts' {
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer in JSON, for scripts')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit-broker;policy;help' {
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Say everything that is wrong with a bundle, and what is probably not meant')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Ask a bundle one question, and show each step of the decision')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Run the tests of a bundle: the decisions that it must give')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Decide recorded requests again under another bundle: who gains, who loses')
            [CompletionResult]::new('conflicts', 'conflicts', [CompletionResultType]::ParameterValue, 'List the tags by which approval policies apply alike, so that requests fail')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jit-broker;policy;help;check' {
            break
        }
        'jit-broker;policy;help;explain' {
            break
        }
        'jit-broker;policy;help;test' {
            break
        }
        'jit-broker;policy;help;replay' {
            break
        }
        'jit-broker;policy;help;conflicts' {
            break
        }
        'jit-broker;policy;help;help' {
            break
        }
        'jit-broker;catalog' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Bring accounts, organizational units and tags from AWS Organizations into a catalog')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jit-broker;catalog;sync' {
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'The catalog; made if there is none')
            [CompletionResult]::new('--endpoint-url', '--endpoint-url', [CompletionResultType]::ParameterName, 'Another endpoint than that of AWS; on loopback, no AWS credentials are needed')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'A region of the organization''s partition, such as `us-gov-west-1` [default: that of the AWS SDK''s settings, else us-east-1]')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the difference and write nothing')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'As `--dry-run`, and end with status 1 when there is a difference')
            [CompletionResult]::new('--prune', '--prune', [CompletionResultType]::ParameterName, 'Take out accounts that AWS does not have, but those with `# keep` behind `[[account]]`')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print what was done as JSON, instead of the difference')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit-broker;catalog;help' {
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Bring accounts, organizational units and tags from AWS Organizations into a catalog')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jit-broker;catalog;help;sync' {
            break
        }
        'jit-broker;catalog;help;help' {
            break
        }
        'jit-broker;audit' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Make a key that signs checkpoints of the audit log')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Verify the audit log in the store, and that the requests are what it says')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Export the audit log from the folder of a store')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jit-broker;audit;keygen' {
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'JWK Set to add the public key to; made when it is not there')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit-broker;audit;verify' {
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Folder of the store, as the setting `store` names it')
            [CompletionResult]::new('--checkpoint', '--checkpoint', [CompletionResultType]::ParameterName, 'Checkpoints that the broker signed, one a line; may be given again')
            [CompletionResult]::new('--keys', '--keys', [CompletionResultType]::ParameterName, 'Public keys that are trusted to sign checkpoints, as a JWK Set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the report as JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit-broker;audit;export' {
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Folder of the store, as the setting `store` names it')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to write it: jsonl, csv for spreadsheets, ocsf for SIEMs (OCSF 1.5.0) [default: jsonl]')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only what happened at this instant (RFC 3339) or later')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only what happened before this instant')
            [CompletionResult]::new('--person', '--person', [CompletionResultType]::ParameterName, 'Only what this person did, or what was done about their requests')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Only this account')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only about requests that are in this state now; may be repeated')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only events of this kind; may be repeated')
            [CompletionResult]::new('--after', '--after', [CompletionResultType]::ParameterName, 'Only what is behind the record of this number')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit-broker;audit;help' {
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Make a key that signs checkpoints of the audit log')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Verify the audit log in the store, and that the requests are what it says')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Export the audit log from the folder of a store')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jit-broker;audit;help;keygen' {
            break
        }
        'jit-broker;audit;help;verify' {
            break
        }
        'jit-broker;audit;help;export' {
            break
        }
        'jit-broker;audit;help;help' {
            break
        }
        'jit-broker;report' {
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Folder of the broker''s database')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Exported audit log; `-` for standard input')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Where the period begins: an instant, or so long ago')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Where it ends: an instant, or so long ago [default: now]')
            [CompletionResult]::new('--by', '--by', [CompletionResultType]::ParameterName, 'What to list')
            [CompletionResult]::new('--automation-min-requests', '--automation-min-requests', [CompletionResultType]::ParameterName, 'How often people have to have decided for a policy to be proposed')
            [CompletionResult]::new('--automation-min-approved', '--automation-min-approved', [CompletionResultType]::ParameterName, 'How many of a hundred they have to have approved')
            [CompletionResult]::new('--standing-min-requests', '--standing-min-requests', [CompletionResultType]::ParameterName, 'How often a group has to have asked for standing access to be proposed')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Permission set that only reads; may be repeated [default: those whose names say so]')
            [CompletionResult]::new('--html', '--html', [CompletionResultType]::ParameterName, 'Write the report to a file, as a page with plots that needs nothing else')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the report as JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit-broker;notify' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Send a sample notification to one sink')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jit-broker;notify;test' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (TOML); `JIT_BROKER_CONFIG` if not given')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Address to send mail to [default: the `fallback` of the sink]')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'What the sample pretends to say')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print what was done as JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit-broker;notify;help' {
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Send a sample notification to one sink')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jit-broker;notify;help;test' {
            break
        }
        'jit-broker;notify;help;help' {
            break
        }
        'jit-broker;help' {
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the API with a real issuer and real AWS')
            [CompletionResult]::new('dev', 'dev', [CompletionResultType]::ParameterValue, 'Try everything out: a complete broker on this machine alone')
            [CompletionResult]::new('dev-token', 'dev-token', [CompletionResultType]::ParameterValue, 'Print an access token for a person of a dev broker')
            [CompletionResult]::new('policy', 'policy', [CompletionResultType]::ParameterValue, 'Work on a policy bundle: check it, ask it, test it, replay recorded requests')
            [CompletionResult]::new('catalog', 'catalog', [CompletionResultType]::ParameterValue, 'Keep the catalog of accounts up to date')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Prove the audit log: make a key for checkpoints, verify the store, export it')
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'Say what the audit log says of a period: who asked for what, how long people took, what was never used')
            [CompletionResult]::new('notify', 'notify', [CompletionResultType]::ParameterValue, 'Try where notifications go')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jit-broker;help;serve' {
            break
        }
        'jit-broker;help;dev' {
            break
        }
        'jit-broker;help;dev-token' {
            break
        }
        'jit-broker;help;policy' {
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Say everything that is wrong with a bundle, and what is probably not meant')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Ask a bundle one question, and show each step of the decision')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Run the tests of a bundle: the decisions that it must give')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Decide recorded requests again under another bundle: who gains, who loses')
            [CompletionResult]::new('conflicts', 'conflicts', [CompletionResultType]::ParameterValue, 'List the tags by which approval policies apply alike, so that requests fail')
            break
        }
        'jit-broker;help;policy;check' {
            break
        }
        'jit-broker;help;policy;explain' {
            break
        }
        'jit-broker;help;policy;test' {
            break
        }
        'jit-broker;help;policy;replay' {
            break
        }
        'jit-broker;help;policy;conflicts' {
            break
        }
        'jit-broker;help;catalog' {
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Bring accounts, organizational units and tags from AWS Organizations into a catalog')
            break
        }
        'jit-broker;help;catalog;sync' {
            break
        }
        'jit-broker;help;audit' {
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Make a key that signs checkpoints of the audit log')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Verify the audit log in the store, and that the requests are what it says')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Export the audit log from the folder of a store')
            break
        }
        'jit-broker;help;audit;keygen' {
            break
        }
        'jit-broker;help;audit;verify' {
            break
        }
        'jit-broker;help;audit;export' {
            break
        }
        'jit-broker;help;report' {
            break
        }
        'jit-broker;help;notify' {
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Send a sample notification to one sink')
            break
        }
        'jit-broker;help;notify;test' {
            break
        }
        'jit-broker;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
