# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_jit_broker_global_optspecs
    string join \n h/help V/version
end

function __fish_jit_broker_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_jit_broker_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_jit_broker_using_subcommand
    set -l cmd (__fish_jit_broker_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c jit-broker -n "__fish_jit_broker_needs_command" -s h -l help -d 'Print help'
complete -c jit-broker -n "__fish_jit_broker_needs_command" -s V -l version -d 'Print version'
complete -c jit-broker -n "__fish_jit_broker_needs_command" -f -a "serve" -d 'Serve the API with a real issuer and real AWS'
complete -c jit-broker -n "__fish_jit_broker_needs_command" -f -a "dev" -d 'Try everything out: a complete broker on this machine alone'
complete -c jit-broker -n "__fish_jit_broker_needs_command" -f -a "dev-token" -d 'Print an access token for a person of a dev broker'
complete -c jit-broker -n "__fish_jit_broker_needs_command" -f -a "policy" -d 'Work on a policy bundle: check it, ask it, test it, replay recorded requests'
complete -c jit-broker -n "__fish_jit_broker_needs_command" -f -a "catalog" -d 'Keep the catalog of accounts up to date'
complete -c jit-broker -n "__fish_jit_broker_needs_command" -f -a "audit" -d 'Prove the audit log: make a key for checkpoints, verify the store, export it'
complete -c jit-broker -n "__fish_jit_broker_needs_command" -f -a "report" -d 'Say what the audit log says of a period: who asked for what, how long people took, what was never used'
complete -c jit-broker -n "__fish_jit_broker_needs_command" -f -a "notify" -d 'Try where notifications go'
complete -c jit-broker -n "__fish_jit_broker_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand serve" -l config -d 'Settings file (TOML); `JIT_BROKER_CONFIG` if not given' -r -F
complete -c jit-broker -n "__fish_jit_broker_using_subcommand serve" -l listen -d 'Address and port to listen on' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand serve" -l policy -d 'Folder of the policy bundle' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand serve" -l store -d 'Folder of the database' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand serve" -l set -d 'Any other setting, such as `issuer.url=https://login.example.com`; may be repeated' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand serve" -l check -d 'Print every problem of settings, policies and files, and start nothing'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand serve" -s V -l version -d 'Print version'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand dev" -l dir -d 'Folder of its state [default: $XDG_STATE_HOME/jit-broker/dev, else ~/.local/state/jit-broker/dev]' -r -F
complete -c jit-broker -n "__fish_jit_broker_using_subcommand dev" -l listen -d 'Loopback address to listen on; port 0 means the port that the folder\'s last broker had' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand dev" -l policy -d 'Policy bundle, instead of `policy/` in the folder' -r -F
complete -c jit-broker -n "__fish_jit_broker_using_subcommand dev" -l people -d 'People, instead of `people.toml` in the folder' -r -F
complete -c jit-broker -n "__fish_jit_broker_using_subcommand dev" -l checks -d 'Where the external checks are that the bundle names; docs/policies.md shows the file' -r -F
complete -c jit-broker -n "__fish_jit_broker_using_subcommand dev" -l sts-endpoint -d 'Vend real credentials, from what speaks the protocol of STS at this address' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand dev" -l recheck-seconds -d 'How long clients may go without asking whether their credentials are still good, in seconds; 0 shows a revocation at once' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand dev" -l aws -d 'Vend real credentials, from AWS, with the credentials that the AWS SDK finds'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand dev" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand dev" -s V -l version -d 'Print version'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand dev-token" -l dir -d 'Folder of the dev broker [default: $XDG_STATE_HOME/jit-broker/dev, else ~/.local/state/jit-broker/dev]' -r -F
complete -c jit-broker -n "__fish_jit_broker_using_subcommand dev-token" -l ttl -d 'How long the token is good: `90s`, `10m`, `8h`; at most a day' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand dev-token" -l workload -d 'Print the token that a CI platform would give a job, for `jit login --workload`, instead'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand dev-token" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand dev-token" -s V -l version -d 'Print version'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and not __fish_seen_subcommand_from check explain test replay conflicts help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and not __fish_seen_subcommand_from check explain test replay conflicts help" -s V -l version -d 'Print version'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and not __fish_seen_subcommand_from check explain test replay conflicts help" -f -a "check" -d 'Say everything that is wrong with a bundle, and what is probably not meant'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and not __fish_seen_subcommand_from check explain test replay conflicts help" -f -a "explain" -d 'Ask a bundle one question, and show each step of the decision'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and not __fish_seen_subcommand_from check explain test replay conflicts help" -f -a "test" -d 'Run the tests of a bundle: the decisions that it must give'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and not __fish_seen_subcommand_from check explain test replay conflicts help" -f -a "replay" -d 'Decide recorded requests again under another bundle: who gains, who loses'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and not __fish_seen_subcommand_from check explain test replay conflicts help" -f -a "conflicts" -d 'List the tags by which approval policies apply alike, so that requests fail'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and not __fish_seen_subcommand_from check explain test replay conflicts help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from check" -l json -d 'Answer in JSON, for scripts'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from check" -l strict -d 'Fail on warnings too'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from check" -s V -l version -d 'Print version'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from explain" -l account -d 'Account: its 12 digits, or its exact name' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from explain" -l permission-set -d 'Permission set' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from explain" -l duration -d 'How long the window should be' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from explain" -l reason -d 'Why' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from explain" -l ticket -d 'Ticket' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from explain" -l group -d 'Group of the person; may be repeated' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from explain" -l subject -d 'Subject of the person' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from explain" -l issuer -d 'Issuer of the person' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from explain" -l attribute -d 'Other verified claim of the person; may be repeated' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from explain" -l method -d 'How the person signed in, such as `mfa`; may be repeated' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from explain" -l signed-in -d 'How long ago the person signed in' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from explain" -l now -d 'When it is asked; now if not given' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from explain" -l json -d 'Answer in JSON, for scripts'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from explain" -l break-glass -d 'Ask for a break-glass window'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from explain" -l vend -d 'Ask for credentials of an open window, instead of for the window'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from explain" -s V -l version -d 'Print version'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from test" -l json -d 'Answer in JSON, for scripts'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from test" -l verbose -d 'Show the steps of tests that pass, too'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from test" -s V -l version -d 'Print version'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from replay" -l log -d 'Exported audit log; `-` for standard input' -r -F
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from replay" -l json -d 'Answer in JSON, for scripts'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from replay" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from replay" -s V -l version -d 'Print version'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from conflicts" -l json -d 'Answer in JSON, for scripts'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from conflicts" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from conflicts" -s V -l version -d 'Print version'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "check" -d 'Say everything that is wrong with a bundle, and what is probably not meant'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "explain" -d 'Ask a bundle one question, and show each step of the decision'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "test" -d 'Run the tests of a bundle: the decisions that it must give'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "replay" -d 'Decide recorded requests again under another bundle: who gains, who loses'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "conflicts" -d 'List the tags by which approval policies apply alike, so that requests fail'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand catalog; and not __fish_seen_subcommand_from sync help" -s h -l help -d 'Print help'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand catalog; and not __fish_seen_subcommand_from sync help" -s V -l version -d 'Print version'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand catalog; and not __fish_seen_subcommand_from sync help" -f -a "sync" -d 'Bring accounts, organizational units and tags from AWS Organizations into a catalog'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand catalog; and not __fish_seen_subcommand_from sync help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand catalog; and __fish_seen_subcommand_from sync" -l out -d 'The catalog; made if there is none' -r -F
complete -c jit-broker -n "__fish_jit_broker_using_subcommand catalog; and __fish_seen_subcommand_from sync" -l endpoint-url -d 'Another endpoint than that of AWS; on loopback, no AWS credentials are needed' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand catalog; and __fish_seen_subcommand_from sync" -l region -d 'A region of the organization\'s partition, such as `us-gov-west-1` [default: that of the AWS SDK\'s settings, else us-east-1]' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand catalog; and __fish_seen_subcommand_from sync" -l dry-run -d 'Show the difference and write nothing'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand catalog; and __fish_seen_subcommand_from sync" -l check -d 'As `--dry-run`, and end with status 1 when there is a difference'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand catalog; and __fish_seen_subcommand_from sync" -l prune -d 'Take out accounts that AWS does not have, but those with `# keep` behind `[[account]]`'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand catalog; and __fish_seen_subcommand_from sync" -l json -d 'Print what was done as JSON, instead of the difference'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand catalog; and __fish_seen_subcommand_from sync" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand catalog; and __fish_seen_subcommand_from sync" -s V -l version -d 'Print version'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "sync" -d 'Bring accounts, organizational units and tags from AWS Organizations into a catalog'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and not __fish_seen_subcommand_from keygen verify export help" -s h -l help -d 'Print help'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and not __fish_seen_subcommand_from keygen verify export help" -s V -l version -d 'Print version'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and not __fish_seen_subcommand_from keygen verify export help" -f -a "keygen" -d 'Make a key that signs checkpoints of the audit log'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and not __fish_seen_subcommand_from keygen verify export help" -f -a "verify" -d 'Verify the audit log in the store, and that the requests are what it says'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and not __fish_seen_subcommand_from keygen verify export help" -f -a "export" -d 'Export the audit log from the folder of a store'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and not __fish_seen_subcommand_from keygen verify export help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from keygen" -l keys -d 'JWK Set to add the public key to; made when it is not there' -r -F
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from keygen" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from keygen" -s V -l version -d 'Print version'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from verify" -l database -d 'Folder of the store, as the setting `store` names it' -r -F
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from verify" -l checkpoint -d 'Checkpoints that the broker signed, one a line; may be given again' -r -F
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from verify" -l keys -d 'Public keys that are trusted to sign checkpoints, as a JWK Set' -r -F
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from verify" -l json -d 'Print the report as JSON'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from verify" -s V -l version -d 'Print version'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from export" -l database -d 'Folder of the store, as the setting `store` names it' -r -F
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from export" -l format -d 'How to write it: jsonl, csv for spreadsheets, ocsf for SIEMs (OCSF 1.5.0) [default: jsonl]' -r -f -a "jsonl\t''
csv\t''
ocsf\t''"
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from export" -l since -d 'Only what happened at this instant (RFC 3339) or later' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from export" -l until -d 'Only what happened before this instant' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from export" -l person -d 'Only what this person did, or what was done about their requests' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from export" -l account -d 'Only this account' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from export" -l status -d 'Only about requests that are in this state now; may be repeated' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from export" -l type -d 'Only events of this kind; may be repeated' -r -f -a "submitted\t''
failed\t''
approved\t''
rejected\t''
cancelled\t''
finished\t''
revoked\t''
reviewed\t''
session_opened\t''
refused\t''
read\t''
bundle_changed\t''
bundle_refused\t''"
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from export" -l after -d 'Only what is behind the record of this number' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from export" -s V -l version -d 'Print version'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "keygen" -d 'Make a key that signs checkpoints of the audit log'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Verify the audit log in the store, and that the requests are what it says'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "export" -d 'Export the audit log from the folder of a store'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand report" -l database -d 'Folder of the broker\'s database' -r -F
complete -c jit-broker -n "__fish_jit_broker_using_subcommand report" -l from -d 'Exported audit log; `-` for standard input' -r -F
complete -c jit-broker -n "__fish_jit_broker_using_subcommand report" -l since -d 'Where the period begins: an instant, or so long ago' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand report" -l until -d 'Where it ends: an instant, or so long ago [default: now]' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand report" -l by -d 'What to list' -r -f -a "target\t'Account and permission set'
person\t'Who asked'
group\t'Groups of those who asked'
reason\t'Reasons that are alike'"
complete -c jit-broker -n "__fish_jit_broker_using_subcommand report" -l automation-min-requests -d 'How often people have to have decided for a policy to be proposed' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand report" -l automation-min-approved -d 'How many of a hundred they have to have approved' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand report" -l standing-min-requests -d 'How often a group has to have asked for standing access to be proposed' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand report" -l read-only -d 'Permission set that only reads; may be repeated [default: those whose names say so]' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand report" -l html -d 'Write the report to a file, as a page with plots that needs nothing else' -r -F
complete -c jit-broker -n "__fish_jit_broker_using_subcommand report" -l json -d 'Print the report as JSON'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand report" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand report" -s V -l version -d 'Print version'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand notify; and not __fish_seen_subcommand_from test help" -s h -l help -d 'Print help'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand notify; and not __fish_seen_subcommand_from test help" -s V -l version -d 'Print version'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand notify; and not __fish_seen_subcommand_from test help" -f -a "test" -d 'Send a sample notification to one sink'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand notify; and not __fish_seen_subcommand_from test help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand notify; and __fish_seen_subcommand_from test" -l config -d 'Settings file (TOML); `JIT_BROKER_CONFIG` if not given' -r -F
complete -c jit-broker -n "__fish_jit_broker_using_subcommand notify; and __fish_seen_subcommand_from test" -l to -d 'Address to send mail to [default: the `fallback` of the sink]' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand notify; and __fish_seen_subcommand_from test" -l kind -d 'What the sample pretends to say' -r
complete -c jit-broker -n "__fish_jit_broker_using_subcommand notify; and __fish_seen_subcommand_from test" -l json -d 'Print what was done as JSON'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand notify; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand notify; and __fish_seen_subcommand_from test" -s V -l version -d 'Print version'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand notify; and __fish_seen_subcommand_from help" -f -a "test" -d 'Send a sample notification to one sink'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand notify; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand help; and not __fish_seen_subcommand_from serve dev dev-token policy catalog audit report notify help" -f -a "serve" -d 'Serve the API with a real issuer and real AWS'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand help; and not __fish_seen_subcommand_from serve dev dev-token policy catalog audit report notify help" -f -a "dev" -d 'Try everything out: a complete broker on this machine alone'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand help; and not __fish_seen_subcommand_from serve dev dev-token policy catalog audit report notify help" -f -a "dev-token" -d 'Print an access token for a person of a dev broker'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand help; and not __fish_seen_subcommand_from serve dev dev-token policy catalog audit report notify help" -f -a "policy" -d 'Work on a policy bundle: check it, ask it, test it, replay recorded requests'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand help; and not __fish_seen_subcommand_from serve dev dev-token policy catalog audit report notify help" -f -a "catalog" -d 'Keep the catalog of accounts up to date'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand help; and not __fish_seen_subcommand_from serve dev dev-token policy catalog audit report notify help" -f -a "audit" -d 'Prove the audit log: make a key for checkpoints, verify the store, export it'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand help; and not __fish_seen_subcommand_from serve dev dev-token policy catalog audit report notify help" -f -a "report" -d 'Say what the audit log says of a period: who asked for what, how long people took, what was never used'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand help; and not __fish_seen_subcommand_from serve dev dev-token policy catalog audit report notify help" -f -a "notify" -d 'Try where notifications go'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand help; and not __fish_seen_subcommand_from serve dev dev-token policy catalog audit report notify help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand help; and __fish_seen_subcommand_from policy" -f -a "check" -d 'Say everything that is wrong with a bundle, and what is probably not meant'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand help; and __fish_seen_subcommand_from policy" -f -a "explain" -d 'Ask a bundle one question, and show each step of the decision'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand help; and __fish_seen_subcommand_from policy" -f -a "test" -d 'Run the tests of a bundle: the decisions that it must give'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand help; and __fish_seen_subcommand_from policy" -f -a "replay" -d 'Decide recorded requests again under another bundle: who gains, who loses'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand help; and __fish_seen_subcommand_from policy" -f -a "conflicts" -d 'List the tags by which approval policies apply alike, so that requests fail'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "sync" -d 'Bring accounts, organizational units and tags from AWS Organizations into a catalog'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "keygen" -d 'Make a key that signs checkpoints of the audit log'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "verify" -d 'Verify the audit log in the store, and that the requests are what it says'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "export" -d 'Export the audit log from the folder of a store'
complete -c jit-broker -n "__fish_jit_broker_using_subcommand help; and __fish_seen_subcommand_from notify" -f -a "test" -d 'Send a sample notification to one sink'
