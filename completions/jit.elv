
use builtin;
use str;

set edit:completion:arg-completer[jit] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'jit'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'jit'= {
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand login 'Sign in'
            cand logout 'Sign out'
            cand whoami 'Show who the broker sees'
            cand status 'Show your open windows, and what waits for you'
            cand targets 'Show what you may request'
            cand request 'Ask for access to an account'
            cand list 'List requests'
            cand show 'Show a request'
            cand wait 'Wait until a request is decided'
            cand cancel 'Withdraw a request before its window opens'
            cand done 'Give access back before its time'
            cand approve 'Approve requests of others'
            cand reject 'Reject requests of others'
            cand revoke 'End approved windows before their time'
            cand review 'Look back at break-glass windows of others'
            cand audit 'Read the audit log: export it, and find out what was done with a session'
            cand credential-process 'Print AWS credentials for the SDKs and the AWS CLI'
            cand env 'Print AWS credentials as variables for a shell'
            cand exec 'Run a program with AWS credentials'
            cand console 'Open the AWS console in an account'
            cand serve-credentials 'Serve AWS credentials on loopback, as to a container'
            cand profiles 'Keep profiles of the AWS tools for what you may request'
            cand doctor 'Find out what does not work, and what to do about it'
            cand config 'Show settings, and where each comes from'
            cand completions 'Print completions for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jit;login'= {
            cand --port 'Port of 127.0.0.1 on which the browser brings the answer, for `ssh -L` [default: any]'
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --device-code 'Sign in with a code, on this or any other device'
            cand --no-browser 'Print the address of the page and open no browser'
            cand --with-token 'Keep an access token that is read from standard input'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;logout'= {
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;whoami'= {
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;status'= {
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --prompt 'Print the windows that are known to be open and nothing else, such as `payments-prod:PowerUser 42m`'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;targets'= {
            cand --account 'Only accounts with this in their ID or name'
            cand --permission-set 'Only permission sets with this in their name'
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --commands 'Print the command that asks for each, one a line, for those that can be had now'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;request'= {
            cand --account 'Account: its 12 digits, or its exact name; several ask for each'
            cand --permission-set 'Permission set, such as `PowerUser`'
            cand --duration 'How long the window should be, such as `1h30m`'
            cand --reason 'Why you need it, for the approvers and the auditors'
            cand --ticket 'Ticket that it belongs to; AWS sees it as a tag of each session'
            cand --start 'When the window should open at the earliest: `+2h`, or an instant with its offset'
            cand --extends 'More time for an earlier request of yours, from its end on; account, permission set and ticket are those of it, where you name no other'
            cand --wait 'Wait until it is decided, 50 minutes unless told otherwise'
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --break-glass 'Open the window at once, without anybody''s approval; everyone who was skipped and security are told, and one of them reviews it'
            cand --again 'Where you are asked for what is missing: ask for access even though an equal request of yours is open'
            cand --dry-run 'Show what would happen and ask for nothing'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;list'= {
            cand --status 'Only in this state; may be repeated'
            cand --account 'Only for this account: its 12 digits, or its exact name'
            cand --since 'Only what was asked for since then, such as `7d`'
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --mine 'Your own requests (the default)'
            cand --to-review 'Requests that wait for your decision'
            cand --all 'Everybody''s, for auditors and administrators'
            cand --unreviewed 'Break-glass windows that nobody has reviewed, open ones among them; those that are yours to review, and to revoke, unless a view is named'
            cand --overdue 'Those of them whose review is overdue'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;show'= {
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;wait'= {
            cand --longest 'How long to wait'
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;cancel'= {
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;done'= {
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;approve'= {
            cand --comment 'Comment for the requester and the auditors'
            cand --duration 'Approve for a shorter time than was asked for, such as `30m`'
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand -y 'Do not ask for confirmation'
            cand --yes 'Do not ask for confirmation'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;reject'= {
            cand --comment 'Comment for the requester and the auditors'
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand -y 'Do not ask for confirmation'
            cand --yes 'Do not ask for confirmation'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;revoke'= {
            cand --comment 'Comment for the requester and the auditors'
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand -y 'Do not ask for confirmation'
            cand --yes 'Do not ask for confirmation'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;review'= {
            cand --comment 'Comment for the requester and the auditors'
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand -y 'Do not ask for confirmation'
            cand --yes 'Do not ask for confirmation'
            cand --ok 'Breaking the glass was right, and so was what was done'
            cand --violation 'It was not: say why with `--comment`'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;audit'= {
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand export 'Export the audit log'
            cand session 'Find the request of a session'
            cand cloudtrail 'List what was done in AWS in each window, and anything done outside of one'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jit;audit;export'= {
            cand --format 'How to write it: jsonl, csv for spreadsheets, ocsf for SIEMs (OCSF 1.5.0) [default: jsonl]'
            cand --since 'Only what happened since then: `30d` ago, a day, or an instant'
            cand --until 'Only what happened before then'
            cand --person 'Only what this person did, or what was done about their requests'
            cand --account 'Only this account: its 12 digits, or its exact name'
            cand --status 'Only about requests that are in this state now; may be repeated'
            cand --type 'Only events of this kind; may be repeated'
            cand --after 'Only what is behind the record of this number'
            cand -o 'Write to this file, which is there only once it is complete'
            cand --out 'Write to this file, which is there only once it is complete'
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --follow 'Go on with what happens from now on, until interrupted'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;audit;session'= {
            cand --from 'Look in this export instead of at the broker; `-` for stdin'
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;audit;cloudtrail'= {
            cand --from 'Look in this export instead of at the broker; `-` for stdin'
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;audit;help'= {
            cand export 'Export the audit log'
            cand session 'Find the request of a session'
            cand cloudtrail 'List what was done in AWS in each window, and anything done outside of one'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jit;audit;help;export'= {
        }
        &'jit;audit;help;session'= {
        }
        &'jit;audit;help;cloudtrail'= {
        }
        &'jit;audit;help;help'= {
        }
        &'jit;credential-process'= {
            cand --account 'Account: its 12 digits, or its exact name'
            cand --permission-set 'Permission set, such as `PowerUser`'
            cand --request 'One request, instead of an account and a permission set'
            cand --recheck 'How soon a revocation is noticed: `strict` makes boto3 and the AWS CLI ask before every call'
            cand --auto-login 'Have you sign in when you are not, and wait for it so much longer than usual'
            cand --reason 'Why, for `--auto-request`: `+` is a space, `@account` and `@permission-set` are filled in'
            cand --duration 'How long, for `--auto-request`, such as `1h30m`'
            cand --running-within 'Set where `jit` itself is what asks for AWS credentials'
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --auto-request 'Ask for the window when none is open, at most every 15 minutes'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;env'= {
            cand --account 'Account: its 12 digits, or its exact name'
            cand --permission-set 'Permission set, such as `PowerUser`'
            cand --request 'One request, instead of an account and a permission set'
            cand --format 'How to write them: env, env-no-export, powershell, windows-cmd, fish, or process, the JSON that `jit credential-process` prints'
            cand --region 'Also set `AWS_REGION` and `AWS_DEFAULT_REGION`, such as to `eu-central-1`'
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;exec'= {
            cand --account 'Account: its 12 digits, or its exact name'
            cand --permission-set 'Permission set, such as `PowerUser`'
            cand --request 'One request, instead of an account and a permission set'
            cand --region 'Region, for `AWS_REGION` and `AWS_DEFAULT_REGION` [default: what either is set to]'
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;console'= {
            cand --account 'Account: its 12 digits, or its exact name'
            cand --permission-set 'Permission set, such as `PowerUser`'
            cand --request 'One request, instead of an account and a permission set'
            cand --region 'Region to open the console in, such as `eu-central-1`'
            cand --service 'Service to open, by a name such as `ec2`, `logs` or `secretsmanager`'
            cand --destination 'Page of the console to open'
            cand --browser 'Browser to open it with: a program, which gets the URL as its one argument'
            cand --firefox-container 'Open it in a container of Firefox, beside other accounts; `@target` in its name is filled in'
            cand --federation-endpoint 'Where to exchange credentials for a sign-in token; loopback only, for tests'
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --print 'Print the sign-in URL instead of opening it'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;serve-credentials'= {
            cand --account 'Account: its 12 digits, or its exact name'
            cand --permission-set 'Permission set, such as `PowerUser`'
            cand --request 'One request, instead of an account and a permission set'
            cand --port 'Port of loopback to listen on [default: any that is free]'
            cand --format 'How to write the variables: env, env-no-export, powershell, windows-cmd, or fish'
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;profiles'= {
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand sync 'Write a profile for each target that you may request'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jit;profiles;sync'= {
            cand --region 'Region of the profiles, such as `eu-central-1`'
            cand --output 'How the AWS CLI shows answers: json, yaml, yaml-stream, text or table'
            cand --name 'Names of the profiles: `{account}`, `{account-id}` and `{permission-set}` are filled in [default: {account}.{permission-set}]'
            cand --account 'Only for this account: its 12 digits, or its exact name; may be repeated'
            cand --permission-set 'Only for this permission set; may be repeated'
            cand --recheck 'How soon a revocation is noticed: `strict` makes boto3 and the AWS CLI ask before every call'
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --dry-run 'Show what would change and write nothing'
            cand --prune 'Remove the profiles of the block that this run would not write, such as those that you may no longer request'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;profiles;help'= {
            cand sync 'Write a profile for each target that you may request'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jit;profiles;help;sync'= {
        }
        &'jit;profiles;help;help'= {
        }
        &'jit;doctor'= {
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;config'= {
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand list 'Show every setting with its value and where that comes from'
            cand get 'Print the value of one setting'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jit;config;list'= {
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;config;get'= {
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;config;help'= {
            cand list 'Show every setting with its value and where that comes from'
            cand get 'Print the value of one setting'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jit;config;help;list'= {
        }
        &'jit;config;help;get'= {
        }
        &'jit;config;help;help'= {
        }
        &'jit;completions'= {
            cand --broker 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]'
            cand --color 'When to use colour: auto, always or never [default: auto]'
            cand --no-color 'As `--color never`, by the convention of no-color.org'
            cand --json 'Print the result, or the error, as JSON on stdout'
            cand -q 'Say nothing but the result and errors'
            cand --quiet 'Say nothing but the result and errors'
            cand -v 'Say more about what is being done'
            cand --verbose 'Say more about what is being done'
            cand --no-input 'Never ask anything: fail where an answer would be needed'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'jit;help'= {
            cand login 'Sign in'
            cand logout 'Sign out'
            cand whoami 'Show who the broker sees'
            cand status 'Show your open windows, and what waits for you'
            cand targets 'Show what you may request'
            cand request 'Ask for access to an account'
            cand list 'List requests'
            cand show 'Show a request'
            cand wait 'Wait until a request is decided'
            cand cancel 'Withdraw a request before its window opens'
            cand done 'Give access back before its time'
            cand approve 'Approve requests of others'
            cand reject 'Reject requests of others'
            cand revoke 'End approved windows before their time'
            cand review 'Look back at break-glass windows of others'
            cand audit 'Read the audit log: export it, and find out what was done with a session'
            cand credential-process 'Print AWS credentials for the SDKs and the AWS CLI'
            cand env 'Print AWS credentials as variables for a shell'
            cand exec 'Run a program with AWS credentials'
            cand console 'Open the AWS console in an account'
            cand serve-credentials 'Serve AWS credentials on loopback, as to a container'
            cand profiles 'Keep profiles of the AWS tools for what you may request'
            cand doctor 'Find out what does not work, and what to do about it'
            cand config 'Show settings, and where each comes from'
            cand completions 'Print completions for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jit;help;login'= {
        }
        &'jit;help;logout'= {
        }
        &'jit;help;whoami'= {
        }
        &'jit;help;status'= {
        }
        &'jit;help;targets'= {
        }
        &'jit;help;request'= {
        }
        &'jit;help;list'= {
        }
        &'jit;help;show'= {
        }
        &'jit;help;wait'= {
        }
        &'jit;help;cancel'= {
        }
        &'jit;help;done'= {
        }
        &'jit;help;approve'= {
        }
        &'jit;help;reject'= {
        }
        &'jit;help;revoke'= {
        }
        &'jit;help;review'= {
        }
        &'jit;help;audit'= {
            cand export 'Export the audit log'
            cand session 'Find the request of a session'
            cand cloudtrail 'List what was done in AWS in each window, and anything done outside of one'
        }
        &'jit;help;audit;export'= {
        }
        &'jit;help;audit;session'= {
        }
        &'jit;help;audit;cloudtrail'= {
        }
        &'jit;help;credential-process'= {
        }
        &'jit;help;env'= {
        }
        &'jit;help;exec'= {
        }
        &'jit;help;console'= {
        }
        &'jit;help;serve-credentials'= {
        }
        &'jit;help;profiles'= {
            cand sync 'Write a profile for each target that you may request'
        }
        &'jit;help;profiles;sync'= {
        }
        &'jit;help;doctor'= {
        }
        &'jit;help;config'= {
            cand list 'Show every setting with its value and where that comes from'
            cand get 'Print the value of one setting'
        }
        &'jit;help;config;list'= {
        }
        &'jit;help;config;get'= {
        }
        &'jit;help;completions'= {
        }
        &'jit;help;help'= {
        }
    ]
    $completions[$command]
}
