
use builtin;
use str;

set edit:completion:arg-completer[jit-broker] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'jit-broker'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'jit-broker'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand serve 'Serve the API with a real issuer and real AWS'
            cand dev 'Try everything out: a complete broker on this machine alone'
            cand dev-token 'Print an access token for a person of a dev broker'
            cand policy 'Work on a policy bundle: check it, ask it, test it, replay recorded requests'
            cand catalog 'Keep the catalog of accounts up to date'
            cand audit 'Prove the audit log: make a key for checkpoints, verify the store, export it'
            cand report 'Say what the audit log says of a period: who asked for what, how long people took, what was never used'
            cand notify 'Try where notifications go'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jit-broker;serve'= {
            cand --config 'Settings file (TOML); `JIT_BROKER_CONFIG` if not given'
            cand --listen 'Address and port to listen on'
            cand --policy 'Folder of the policy bundle'
            cand --store 'Folder of the database'
            cand --set 'Any other setting, such as `issuer.url=https://login.example.com`; may be repeated'
            cand --check 'Print every problem of settings, policies and files, and start nothing'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit-broker;dev'= {
            cand --dir 'Folder of its state [default: $XDG_STATE_HOME/jit-broker/dev, else ~/.local/state/jit-broker/dev]'
            cand --listen 'Loopback address to listen on; port 0 means the port that the folder''s last broker had'
            cand --policy 'Policy bundle, instead of `policy/` in the folder'
            cand --people 'People, instead of `people.toml` in the folder'
            cand --checks 'Where the external checks are that the bundle names; docs/policies.md shows the file'
            cand --sts-endpoint 'Vend real credentials, from what speaks the protocol of STS at this address'
            cand --recheck-seconds 'How long clients may go without asking whether their credentials are still good, in seconds; 0 shows a revocation at once'
            cand --aws 'Vend real credentials, from AWS, with the credentials that the AWS SDK finds'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit-broker;dev-token'= {
            cand --dir 'Folder of the dev broker [default: $XDG_STATE_HOME/jit-broker/dev, else ~/.local/state/jit-broker/dev]'
            cand --ttl 'How long the token is good: `90s`, `10m`, `8h`; at most a day'
            cand --workload 'Print the token that a CI platform would give a job, for `jit login --workload`, instead'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit-broker;policy'= {
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand check 'Say everything that is wrong with a bundle, and what is probably not meant'
            cand explain 'Ask a bundle one question, and show each step of the decision'
            cand test 'Run the tests of a bundle: the decisions that it must give'
            cand replay 'Decide recorded requests again under another bundle: who gains, who loses'
            cand conflicts 'List the tags by which approval policies apply alike, so that requests fail'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jit-broker;policy;check'= {
            cand --json 'Answer in JSON, for scripts'
            cand --strict 'Fail on warnings too'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit-broker;policy;explain'= {
            cand --account 'Account: its 12 digits, or its exact name'
            cand --permission-set 'Permission set'
            cand --duration 'How long the window should be'
            cand --reason 'Why'
            cand --ticket 'Ticket'
            cand --group 'Group of the person; may be repeated'
            cand --subject 'Subject of the person'
            cand --issuer 'Issuer of the person'
            cand --attribute 'Other verified claim of the person; may be repeated'
            cand --method 'How the person signed in, such as `mfa`; may be repeated'
            cand --signed-in 'How long ago the person signed in'
            cand --now 'When it is asked; now if not given'
            cand --json 'Answer in JSON, for scripts'
            cand --break-glass 'Ask for a break-glass window'
            cand --vend 'Ask for credentials of an open window, instead of for the window'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit-broker;policy;test'= {
            cand --json 'Answer in JSON, for scripts'
            cand --verbose 'Show the steps of tests that pass, too'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit-broker;policy;replay'= {
            cand --log 'Exported audit log; `-` for standard input'
            cand --json 'Answer in JSON, for scripts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit-broker;policy;conflicts'= {
            cand --json 'Answer in JSON, for scripts'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit-broker;policy;help'= {
            cand check 'Say everything that is wrong with a bundle, and what is probably not meant'
            cand explain 'Ask a bundle one question, and show each step of the decision'
            cand test 'Run the tests of a bundle: the decisions that it must give'
            cand replay 'Decide recorded requests again under another bundle: who gains, who loses'
            cand conflicts 'List the tags by which approval policies apply alike, so that requests fail'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jit-broker;policy;help;check'= {
        }
        &'jit-broker;policy;help;explain'= {
        }
        &'jit-broker;policy;help;test'= {
        }
        &'jit-broker;policy;help;replay'= {
        }
        &'jit-broker;policy;help;conflicts'= {
        }
        &'jit-broker;policy;help;help'= {
        }
        &'jit-broker;catalog'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand sync 'Bring accounts, organizational units and tags from AWS Organizations into a catalog'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jit-broker;catalog;sync'= {
            cand --out 'The catalog; made if there is none'
            cand --endpoint-url 'Another endpoint than that of AWS; on loopback, no AWS credentials are needed'
            cand --region 'A region of the organization''s partition, such as `us-gov-west-1` [default: that of the AWS SDK''s settings, else us-east-1]'
            cand --dry-run 'Show the difference and write nothing'
            cand --check 'As `--dry-run`, and end with status 1 when there is a difference'
            cand --prune 'Take out accounts that AWS does not have, but those with `# keep` behind `[[account]]`'
            cand --json 'Print what was done as JSON, instead of the difference'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit-broker;catalog;help'= {
            cand sync 'Bring accounts, organizational units and tags from AWS Organizations into a catalog'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jit-broker;catalog;help;sync'= {
        }
        &'jit-broker;catalog;help;help'= {
        }
        &'jit-broker;audit'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand keygen 'Make a key that signs checkpoints of the audit log'
            cand verify 'Verify the audit log in the store, and that the requests are what it says'
            cand export 'Export the audit log from the folder of a store'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jit-broker;audit;keygen'= {
            cand --keys 'JWK Set to add the public key to; made when it is not there'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit-broker;audit;verify'= {
            cand --database 'Folder of the store, as the setting `store` names it'
            cand --checkpoint 'Checkpoints that the broker signed, one a line; may be given again'
            cand --keys 'Public keys that are trusted to sign checkpoints, as a JWK Set'
            cand --json 'Print the report as JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit-broker;audit;export'= {
            cand --database 'Folder of the store, as the setting `store` names it'
            cand --format 'How to write it: jsonl, csv for spreadsheets, ocsf for SIEMs (OCSF 1.5.0) [default: jsonl]'
            cand --since 'Only what happened at this instant (RFC 3339) or later'
            cand --until 'Only what happened before this instant'
            cand --person 'Only what this person did, or what was done about their requests'
            cand --account 'Only this account'
            cand --status 'Only about requests that are in this state now; may be repeated'
            cand --type 'Only events of this kind; may be repeated'
            cand --after 'Only what is behind the record of this number'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit-broker;audit;help'= {
            cand keygen 'Make a key that signs checkpoints of the audit log'
            cand verify 'Verify the audit log in the store, and that the requests are what it says'
            cand export 'Export the audit log from the folder of a store'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jit-broker;audit;help;keygen'= {
        }
        &'jit-broker;audit;help;verify'= {
        }
        &'jit-broker;audit;help;export'= {
        }
        &'jit-broker;audit;help;help'= {
        }
        &'jit-broker;report'= {
            cand --database 'Folder of the broker''s database'
            cand --from 'Exported audit log; `-` for standard input'
            cand --since 'Where the period begins: an instant, or so long ago'
            cand --until 'Where it ends: an instant, or so long ago [default: now]'
            cand --by 'What to list'
            cand --automation-min-requests 'How often people have to have decided for a policy to be proposed'
            cand --automation-min-approved 'How many of a hundred they have to have approved'
            cand --standing-min-requests 'How often a group has to have asked for standing access to be proposed'
            cand --read-only 'Permission set that only reads; may be repeated [default: those whose names say so]'
            cand --html 'Write the report to a file, as a page with plots that needs nothing else'
            cand --json 'Print the report as JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit-broker;notify'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand test 'Send a sample notification to one sink'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jit-broker;notify;test'= {
            cand --config 'Settings file (TOML); `JIT_BROKER_CONFIG` if not given'
            cand --to 'Address to send mail to [default: the `fallback` of the sink]'
            cand --kind 'What the sample pretends to say'
            cand --json 'Print what was done as JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit-broker;notify;help'= {
            cand test 'Send a sample notification to one sink'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jit-broker;notify;help;test'= {
        }
        &'jit-broker;notify;help;help'= {
        }
        &'jit-broker;help'= {
            cand serve 'Serve the API with a real issuer and real AWS'
            cand dev 'Try everything out: a complete broker on this machine alone'
            cand dev-token 'Print an access token for a person of a dev broker'
            cand policy 'Work on a policy bundle: check it, ask it, test it, replay recorded requests'
            cand catalog 'Keep the catalog of accounts up to date'
            cand audit 'Prove the audit log: make a key for checkpoints, verify the store, export it'
            cand report 'Say what the audit log says of a period: who asked for what, how long people took, what was never used'
            cand notify 'Try where notifications go'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jit-broker;help;serve'= {
        }
        &'jit-broker;help;dev'= {
        }
        &'jit-broker;help;dev-token'= {
        }
        &'jit-broker;help;policy'= {
            cand check 'Say everything that is wrong with a bundle, and what is probably not meant'
            cand explain 'Ask a bundle one question, and show each step of the decision'
            cand test 'Run the tests of a bundle: the decisions that it must give'
            cand replay 'Decide recorded requests again under another bundle: who gains, who loses'
            cand conflicts 'List the tags by which approval policies apply alike, so that requests fail'
        }
        &'jit-broker;help;policy;check'= {
        }
        &'jit-broker;help;policy;explain'= {
        }
        &'jit-broker;help;policy;test'= {
        }
        &'jit-broker;help;policy;replay'= {
        }
        &'jit-broker;help;policy;conflicts'= {
        }
        &'jit-broker;help;catalog'= {
            cand sync 'Bring accounts, organizational units and tags from AWS Organizations into a catalog'
        }
        &'jit-broker;help;catalog;sync'= {
        }
        &'jit-broker;help;audit'= {
            cand keygen 'Make a key that signs checkpoints of the audit log'
            cand verify 'Verify the audit log in the store, and that the requests are what it says'
            cand export 'Export the audit log from the folder of a store'
        }
        &'jit-broker;help;audit;keygen'= {
        }
        &'jit-broker;help;audit;verify'= {
        }
        &'jit-broker;help;audit;export'= {
        }
        &'jit-broker;help;report'= {
        }
        &'jit-broker;help;notify'= {
            cand test 'Send a sample notification to one sink'
        }
        &'jit-broker;help;notify;test'= {
        }
        &'jit-broker;help;help'= {
        }
    ]
    $completions[$command]
}
