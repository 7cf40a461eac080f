# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_jit_global_optspecs
    string join \n broker= json q/quiet v/verbose no-input color= no-color= h/help V/version
end

function __fish_jit_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_jit_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_jit_using_subcommand
    set -l cmd (__fish_jit_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c jit -n "__fish_jit_needs_command" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_needs_command" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_needs_command" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_needs_command" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_needs_command" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_needs_command" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_needs_command" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_needs_command" -s h -l help -d 'Print help'
complete -c jit -n "__fish_jit_needs_command" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_needs_command" -f -a "login" -d 'Sign in'
complete -c jit -n "__fish_jit_needs_command" -f -a "logout" -d 'Sign out'
complete -c jit -n "__fish_jit_needs_command" -f -a "whoami" -d 'Show who the broker sees'
complete -c jit -n "__fish_jit_needs_command" -f -a "status" -d 'Show your open windows, and what waits for you'
complete -c jit -n "__fish_jit_needs_command" -f -a "targets" -d 'Show what you may request'
complete -c jit -n "__fish_jit_needs_command" -f -a "request" -d 'Ask for access to an account'
complete -c jit -n "__fish_jit_needs_command" -f -a "list" -d 'List requests'
complete -c jit -n "__fish_jit_needs_command" -f -a "show" -d 'Show a request'
complete -c jit -n "__fish_jit_needs_command" -f -a "wait" -d 'Wait until a request is decided'
complete -c jit -n "__fish_jit_needs_command" -f -a "cancel" -d 'Withdraw a request before its window opens'
complete -c jit -n "__fish_jit_needs_command" -f -a "done" -d 'Give access back before its time'
complete -c jit -n "__fish_jit_needs_command" -f -a "approve" -d 'Approve requests of others'
complete -c jit -n "__fish_jit_needs_command" -f -a "reject" -d 'Reject requests of others'
complete -c jit -n "__fish_jit_needs_command" -f -a "revoke" -d 'End approved windows before their time'
complete -c jit -n "__fish_jit_needs_command" -f -a "review" -d 'Look back at break-glass windows of others'
complete -c jit -n "__fish_jit_needs_command" -f -a "audit" -d 'Read the audit log: export it, and find out what was done with a session'
complete -c jit -n "__fish_jit_needs_command" -f -a "credential-process" -d 'Print AWS credentials for the SDKs and the AWS CLI'
complete -c jit -n "__fish_jit_needs_command" -f -a "env" -d 'Print AWS credentials as variables for a shell'
complete -c jit -n "__fish_jit_needs_command" -f -a "exec" -d 'Run a program with AWS credentials'
complete -c jit -n "__fish_jit_needs_command" -f -a "console" -d 'Open the AWS console in an account'
complete -c jit -n "__fish_jit_needs_command" -f -a "serve-credentials" -d 'Serve AWS credentials on loopback, as to a container'
complete -c jit -n "__fish_jit_needs_command" -f -a "profiles" -d 'Keep profiles of the AWS tools for what you may request'
complete -c jit -n "__fish_jit_needs_command" -f -a "doctor" -d 'Find out what does not work, and what to do about it'
complete -c jit -n "__fish_jit_needs_command" -f -a "config" -d 'Show settings, and where each comes from'
complete -c jit -n "__fish_jit_needs_command" -f -a "completions" -d 'Print completions for a shell'
complete -c jit -n "__fish_jit_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c jit -n "__fish_jit_using_subcommand login" -l port -d 'Port of 127.0.0.1 on which the browser brings the answer, for `ssh -L` [default: any]' -r
complete -c jit -n "__fish_jit_using_subcommand login" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand login" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand login" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand login" -l device-code -d 'Sign in with a code, on this or any other device'
complete -c jit -n "__fish_jit_using_subcommand login" -l no-browser -d 'Print the address of the page and open no browser'
complete -c jit -n "__fish_jit_using_subcommand login" -l with-token -d 'Keep an access token that is read from standard input'
complete -c jit -n "__fish_jit_using_subcommand login" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand login" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand login" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand login" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand login" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand logout" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand logout" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand logout" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand logout" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand logout" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand logout" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand logout" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand logout" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand whoami" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand whoami" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand whoami" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand whoami" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand whoami" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand whoami" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand whoami" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand whoami" -s h -l help -d 'Print help'
complete -c jit -n "__fish_jit_using_subcommand whoami" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand status" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand status" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand status" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand status" -l prompt -d 'Print the windows that are known to be open and nothing else, such as `payments-prod:PowerUser 42m`'
complete -c jit -n "__fish_jit_using_subcommand status" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand status" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand status" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand status" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand status" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand targets" -l account -d 'Only accounts with this in their ID or name' -r
complete -c jit -n "__fish_jit_using_subcommand targets" -l permission-set -d 'Only permission sets with this in their name' -r
complete -c jit -n "__fish_jit_using_subcommand targets" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand targets" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand targets" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand targets" -l commands -d 'Print the command that asks for each, one a line, for those that can be had now'
complete -c jit -n "__fish_jit_using_subcommand targets" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand targets" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand targets" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand targets" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand targets" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand targets" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand request" -l account -d 'Account: its 12 digits, or its exact name; several ask for each' -r
complete -c jit -n "__fish_jit_using_subcommand request" -l permission-set -d 'Permission set, such as `PowerUser`' -r
complete -c jit -n "__fish_jit_using_subcommand request" -l duration -d 'How long the window should be, such as `1h30m`' -r
complete -c jit -n "__fish_jit_using_subcommand request" -l reason -d 'Why you need it, for the approvers and the auditors' -r
complete -c jit -n "__fish_jit_using_subcommand request" -l ticket -d 'Ticket that it belongs to; AWS sees it as a tag of each session' -r
complete -c jit -n "__fish_jit_using_subcommand request" -l start -d 'When the window should open at the earliest: `+2h`, or an instant with its offset' -r
complete -c jit -n "__fish_jit_using_subcommand request" -l extends -d 'More time for an earlier request of yours, from its end on; account, permission set and ticket are those of it, where you name no other' -r
complete -c jit -n "__fish_jit_using_subcommand request" -l wait -d 'Wait until it is decided, 50 minutes unless told otherwise' -r
complete -c jit -n "__fish_jit_using_subcommand request" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand request" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand request" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand request" -l break-glass -d 'Open the window at once, without anybody\'s approval; everyone who was skipped and security are told, and one of them reviews it'
complete -c jit -n "__fish_jit_using_subcommand request" -l again -d 'Where you are asked for what is missing: ask for access even though an equal request of yours is open'
complete -c jit -n "__fish_jit_using_subcommand request" -l dry-run -d 'Show what would happen and ask for nothing'
complete -c jit -n "__fish_jit_using_subcommand request" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand request" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand request" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand request" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand request" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand request" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand list" -l status -d 'Only in this state; may be repeated' -r -f -a "pending\t''
scheduled\t''
active\t''
ended\t''
rejected\t''
cancelled\t''
expired\t''
revoked\t''
failed\t''"
complete -c jit -n "__fish_jit_using_subcommand list" -l account -d 'Only for this account: its 12 digits, or its exact name' -r
complete -c jit -n "__fish_jit_using_subcommand list" -l since -d 'Only what was asked for since then, such as `7d`' -r
complete -c jit -n "__fish_jit_using_subcommand list" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand list" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand list" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand list" -l mine -d 'Your own requests (the default)'
complete -c jit -n "__fish_jit_using_subcommand list" -l to-review -d 'Requests that wait for your decision'
complete -c jit -n "__fish_jit_using_subcommand list" -l all -d 'Everybody\'s, for auditors and administrators'
complete -c jit -n "__fish_jit_using_subcommand list" -l unreviewed -d 'Break-glass windows that nobody has reviewed, open ones among them; those that are yours to review, and to revoke, unless a view is named'
complete -c jit -n "__fish_jit_using_subcommand list" -l overdue -d 'Those of them whose review is overdue'
complete -c jit -n "__fish_jit_using_subcommand list" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand list" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand list" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand list" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand list" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand show" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand show" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand show" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand show" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand show" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand show" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand show" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand show" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand wait" -l longest -d 'How long to wait' -r
complete -c jit -n "__fish_jit_using_subcommand wait" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand wait" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand wait" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand wait" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand wait" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand wait" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand wait" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand wait" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand cancel" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand cancel" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand cancel" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand cancel" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand cancel" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand cancel" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand cancel" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand cancel" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand done" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand done" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand done" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand done" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand done" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand done" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand done" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand done" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand done" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand approve" -l comment -d 'Comment for the requester and the auditors' -r
complete -c jit -n "__fish_jit_using_subcommand approve" -l duration -d 'Approve for a shorter time than was asked for, such as `30m`' -r
complete -c jit -n "__fish_jit_using_subcommand approve" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand approve" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand approve" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand approve" -s y -l yes -d 'Do not ask for confirmation'
complete -c jit -n "__fish_jit_using_subcommand approve" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand approve" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand approve" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand approve" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand approve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand approve" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand reject" -l comment -d 'Comment for the requester and the auditors' -r
complete -c jit -n "__fish_jit_using_subcommand reject" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand reject" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand reject" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand reject" -s y -l yes -d 'Do not ask for confirmation'
complete -c jit -n "__fish_jit_using_subcommand reject" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand reject" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand reject" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand reject" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand reject" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand reject" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand revoke" -l comment -d 'Comment for the requester and the auditors' -r
complete -c jit -n "__fish_jit_using_subcommand revoke" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand revoke" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand revoke" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand revoke" -s y -l yes -d 'Do not ask for confirmation'
complete -c jit -n "__fish_jit_using_subcommand revoke" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand revoke" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand revoke" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand revoke" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand revoke" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand review" -l comment -d 'Comment for the requester and the auditors' -r
complete -c jit -n "__fish_jit_using_subcommand review" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand review" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand review" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand review" -s y -l yes -d 'Do not ask for confirmation'
complete -c jit -n "__fish_jit_using_subcommand review" -l ok -d 'Breaking the glass was right, and so was what was done'
complete -c jit -n "__fish_jit_using_subcommand review" -l violation -d 'It was not: say why with `--comment`'
complete -c jit -n "__fish_jit_using_subcommand review" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand review" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand review" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand review" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand review" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand review" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand audit; and not __fish_seen_subcommand_from export session cloudtrail help" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand audit; and not __fish_seen_subcommand_from export session cloudtrail help" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand audit; and not __fish_seen_subcommand_from export session cloudtrail help" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand audit; and not __fish_seen_subcommand_from export session cloudtrail help" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand audit; and not __fish_seen_subcommand_from export session cloudtrail help" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand audit; and not __fish_seen_subcommand_from export session cloudtrail help" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand audit; and not __fish_seen_subcommand_from export session cloudtrail help" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand audit; and not __fish_seen_subcommand_from export session cloudtrail help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand audit; and not __fish_seen_subcommand_from export session cloudtrail help" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand audit; and not __fish_seen_subcommand_from export session cloudtrail help" -f -a "export" -d 'Export the audit log'
complete -c jit -n "__fish_jit_using_subcommand audit; and not __fish_seen_subcommand_from export session cloudtrail help" -f -a "session" -d 'Find the request of a session'
complete -c jit -n "__fish_jit_using_subcommand audit; and not __fish_seen_subcommand_from export session cloudtrail help" -f -a "cloudtrail" -d 'List what was done in AWS in each window, and anything done outside of one'
complete -c jit -n "__fish_jit_using_subcommand audit; and not __fish_seen_subcommand_from export session cloudtrail help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from export" -l format -d 'How to write it: jsonl, csv for spreadsheets, ocsf for SIEMs (OCSF 1.5.0) [default: jsonl]' -r -f -a "jsonl\t''
csv\t''
ocsf\t''"
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from export" -l since -d 'Only what happened since then: `30d` ago, a day, or an instant' -r
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from export" -l until -d 'Only what happened before then' -r
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from export" -l person -d 'Only what this person did, or what was done about their requests' -r
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from export" -l account -d 'Only this account: its 12 digits, or its exact name' -r
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from export" -l status -d 'Only about requests that are in this state now; may be repeated' -r -f -a "pending\t''
scheduled\t''
active\t''
ended\t''
rejected\t''
cancelled\t''
expired\t''
revoked\t''
failed\t''"
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from export" -l type -d 'Only events of this kind; may be repeated' -r -f -a "submitted\t''
failed\t''
approved\t''
rejected\t''
cancelled\t''
finished\t''
revoked\t''
reviewed\t''
session_opened\t''
refused\t''"
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from export" -l after -d 'Only what is behind the record of this number' -r
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from export" -s o -l out -d 'Write to this file, which is there only once it is complete' -r -F
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from export" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from export" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from export" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from export" -l follow -d 'Go on with what happens from now on, until interrupted'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from export" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from export" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from session" -l from -d 'Look in this export instead of at the broker; `-` for stdin' -r -F
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from session" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from session" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from session" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from session" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from session" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from session" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from session" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from session" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from session" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from cloudtrail" -l from -d 'Look in this export instead of at the broker; `-` for stdin' -r -F
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from cloudtrail" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from cloudtrail" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from cloudtrail" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from cloudtrail" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from cloudtrail" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from cloudtrail" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from cloudtrail" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from cloudtrail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from cloudtrail" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "export" -d 'Export the audit log'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "session" -d 'Find the request of a session'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "cloudtrail" -d 'List what was done in AWS in each window, and anything done outside of one'
complete -c jit -n "__fish_jit_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c jit -n "__fish_jit_using_subcommand credential-process" -l account -d 'Account: its 12 digits, or its exact name' -r
complete -c jit -n "__fish_jit_using_subcommand credential-process" -l permission-set -d 'Permission set, such as `PowerUser`' -r
complete -c jit -n "__fish_jit_using_subcommand credential-process" -l request -d 'One request, instead of an account and a permission set' -r
complete -c jit -n "__fish_jit_using_subcommand credential-process" -l recheck -d 'How soon a revocation is noticed: `strict` makes boto3 and the AWS CLI ask before every call' -r -f -a "normal\t'Shortly before the credentials end, or as the broker says'
strict\t'Before every call, where the SDK does that below ten minutes'"
complete -c jit -n "__fish_jit_using_subcommand credential-process" -l auto-login -d 'Have you sign in when you are not, and wait for it so much longer than usual' -r
complete -c jit -n "__fish_jit_using_subcommand credential-process" -l reason -d 'Why, for `--auto-request`: `+` is a space, `@account` and `@permission-set` are filled in' -r
complete -c jit -n "__fish_jit_using_subcommand credential-process" -l duration -d 'How long, for `--auto-request`, such as `1h30m`' -r
complete -c jit -n "__fish_jit_using_subcommand credential-process" -l running-within -d 'Set where `jit` itself is what asks for AWS credentials' -r
complete -c jit -n "__fish_jit_using_subcommand credential-process" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand credential-process" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand credential-process" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand credential-process" -l auto-request -d 'Ask for the window when none is open, at most every 15 minutes'
complete -c jit -n "__fish_jit_using_subcommand credential-process" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand credential-process" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand credential-process" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand credential-process" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand credential-process" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand credential-process" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand env" -l account -d 'Account: its 12 digits, or its exact name' -r
complete -c jit -n "__fish_jit_using_subcommand env" -l permission-set -d 'Permission set, such as `PowerUser`' -r
complete -c jit -n "__fish_jit_using_subcommand env" -l request -d 'One request, instead of an account and a permission set' -r
complete -c jit -n "__fish_jit_using_subcommand env" -l format -d 'How to write them: env, env-no-export, powershell, windows-cmd, fish, or process, the JSON that `jit credential-process` prints' -r -f -a "env\t'`export NAME=value`, for bash, zsh and sh'
env-no-export\t'`NAME=value`, for files of variables'
powershell\t'For PowerShell'
windows-cmd\t'For cmd.exe'
fish\t'For fish'
process\t'The object that `jit credential-process` prints'"
complete -c jit -n "__fish_jit_using_subcommand env" -l region -d 'Also set `AWS_REGION` and `AWS_DEFAULT_REGION`, such as to `eu-central-1`' -r
complete -c jit -n "__fish_jit_using_subcommand env" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand env" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand env" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand env" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand env" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand env" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand env" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand env" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand env" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand exec" -l account -d 'Account: its 12 digits, or its exact name' -r
complete -c jit -n "__fish_jit_using_subcommand exec" -l permission-set -d 'Permission set, such as `PowerUser`' -r
complete -c jit -n "__fish_jit_using_subcommand exec" -l request -d 'One request, instead of an account and a permission set' -r
complete -c jit -n "__fish_jit_using_subcommand exec" -l region -d 'Region, for `AWS_REGION` and `AWS_DEFAULT_REGION` [default: what either is set to]' -r
complete -c jit -n "__fish_jit_using_subcommand exec" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand exec" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand exec" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand exec" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand exec" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand exec" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand exec" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand exec" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand exec" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand console" -l account -d 'Account: its 12 digits, or its exact name' -r
complete -c jit -n "__fish_jit_using_subcommand console" -l permission-set -d 'Permission set, such as `PowerUser`' -r
complete -c jit -n "__fish_jit_using_subcommand console" -l request -d 'One request, instead of an account and a permission set' -r
complete -c jit -n "__fish_jit_using_subcommand console" -l region -d 'Region to open the console in, such as `eu-central-1`' -r
complete -c jit -n "__fish_jit_using_subcommand console" -l service -d 'Service to open, by a name such as `ec2`, `logs` or `secretsmanager`' -r -f -a "acm\t''
apigateway\t''
athena\t''
backup\t''
batch\t''
bedrock\t''
billing\t''
cloudformation\t''
cloudfront\t''
cloudtrail\t''
cloudwatch\t''
codebuild\t''
codepipeline\t''
config\t''
cost-explorer\t''
dms\t''
dynamodb\t''
ec2\t''
ecr\t''
ecs\t''
efs\t''
eks\t''
elasticache\t''
elasticbeanstalk\t''
eventbridge\t''
glue\t''
guardduty\t''
iam\t''
kinesis\t''
kms\t''
lambda\t''
logs\t''
opensearch\t''
organizations\t''
parameters\t''
ram\t''
rds\t''
redshift\t''
route53\t''
s3\t''
sagemaker\t''
secretsmanager\t''
securityhub\t''
ses\t''
sns\t''
sqs\t''
ssm\t''
stepfunctions\t''
vpc\t''
waf\t''"
complete -c jit -n "__fish_jit_using_subcommand console" -l destination -d 'Page of the console to open' -r
complete -c jit -n "__fish_jit_using_subcommand console" -l browser -d 'Browser to open it with: a program, which gets the URL as its one argument' -r -f -a "(__fish_complete_command)"
complete -c jit -n "__fish_jit_using_subcommand console" -l firefox-container -d 'Open it in a container of Firefox, beside other accounts; `@target` in its name is filled in' -r
complete -c jit -n "__fish_jit_using_subcommand console" -l federation-endpoint -d 'Where to exchange credentials for a sign-in token; loopback only, for tests' -r
complete -c jit -n "__fish_jit_using_subcommand console" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand console" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand console" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand console" -l print -d 'Print the sign-in URL instead of opening it'
complete -c jit -n "__fish_jit_using_subcommand console" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand console" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand console" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand console" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand console" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand console" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand serve-credentials" -l account -d 'Account: its 12 digits, or its exact name' -r
complete -c jit -n "__fish_jit_using_subcommand serve-credentials" -l permission-set -d 'Permission set, such as `PowerUser`' -r
complete -c jit -n "__fish_jit_using_subcommand serve-credentials" -l request -d 'One request, instead of an account and a permission set' -r
complete -c jit -n "__fish_jit_using_subcommand serve-credentials" -l port -d 'Port of loopback to listen on [default: any that is free]' -r
complete -c jit -n "__fish_jit_using_subcommand serve-credentials" -l format -d 'How to write the variables: env, env-no-export, powershell, windows-cmd, or fish' -r -f -a "env\t'`export NAME=value`, for bash, zsh and sh'
env-no-export\t'`NAME=value`, for files of variables'
powershell\t'For PowerShell'
windows-cmd\t'For cmd.exe'
fish\t'For fish'
process\t'The object that `jit credential-process` prints'"
complete -c jit -n "__fish_jit_using_subcommand serve-credentials" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand serve-credentials" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand serve-credentials" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand serve-credentials" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand serve-credentials" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand serve-credentials" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand serve-credentials" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand serve-credentials" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand serve-credentials" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand profiles; and not __fish_seen_subcommand_from sync help" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand profiles; and not __fish_seen_subcommand_from sync help" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand profiles; and not __fish_seen_subcommand_from sync help" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand profiles; and not __fish_seen_subcommand_from sync help" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand profiles; and not __fish_seen_subcommand_from sync help" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand profiles; and not __fish_seen_subcommand_from sync help" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand profiles; and not __fish_seen_subcommand_from sync help" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand profiles; and not __fish_seen_subcommand_from sync help" -s h -l help -d 'Print help'
complete -c jit -n "__fish_jit_using_subcommand profiles; and not __fish_seen_subcommand_from sync help" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand profiles; and not __fish_seen_subcommand_from sync help" -f -a "sync" -d 'Write a profile for each target that you may request'
complete -c jit -n "__fish_jit_using_subcommand profiles; and not __fish_seen_subcommand_from sync help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c jit -n "__fish_jit_using_subcommand profiles; and __fish_seen_subcommand_from sync" -l region -d 'Region of the profiles, such as `eu-central-1`' -r
complete -c jit -n "__fish_jit_using_subcommand profiles; and __fish_seen_subcommand_from sync" -l output -d 'How the AWS CLI shows answers: json, yaml, yaml-stream, text or table' -r -f -a "json\t'JSON'
yaml\t'YAML'
yaml-stream\t'YAML, as it comes'
text\t'Lines of fields with tabs between them'
table\t'A table'"
complete -c jit -n "__fish_jit_using_subcommand profiles; and __fish_seen_subcommand_from sync" -l name -d 'Names of the profiles: `{account}`, `{account-id}` and `{permission-set}` are filled in [default: {account}.{permission-set}]' -r
complete -c jit -n "__fish_jit_using_subcommand profiles; and __fish_seen_subcommand_from sync" -l account -d 'Only for this account: its 12 digits, or its exact name; may be repeated' -r
complete -c jit -n "__fish_jit_using_subcommand profiles; and __fish_seen_subcommand_from sync" -l permission-set -d 'Only for this permission set; may be repeated' -r
complete -c jit -n "__fish_jit_using_subcommand profiles; and __fish_seen_subcommand_from sync" -l recheck -d 'How soon a revocation is noticed: `strict` makes boto3 and the AWS CLI ask before every call' -r -f -a "normal\t'Shortly before the credentials end, or as the broker says'
strict\t'Before every call, where the SDK does that below ten minutes'"
complete -c jit -n "__fish_jit_using_subcommand profiles; and __fish_seen_subcommand_from sync" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand profiles; and __fish_seen_subcommand_from sync" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand profiles; and __fish_seen_subcommand_from sync" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand profiles; and __fish_seen_subcommand_from sync" -l dry-run -d 'Show what would change and write nothing'
complete -c jit -n "__fish_jit_using_subcommand profiles; and __fish_seen_subcommand_from sync" -l prune -d 'Remove the profiles of the block that this run would not write, such as those that you may no longer request'
complete -c jit -n "__fish_jit_using_subcommand profiles; and __fish_seen_subcommand_from sync" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand profiles; and __fish_seen_subcommand_from sync" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand profiles; and __fish_seen_subcommand_from sync" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand profiles; and __fish_seen_subcommand_from sync" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand profiles; and __fish_seen_subcommand_from sync" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand profiles; and __fish_seen_subcommand_from sync" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand profiles; and __fish_seen_subcommand_from help" -f -a "sync" -d 'Write a profile for each target that you may request'
complete -c jit -n "__fish_jit_using_subcommand profiles; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c jit -n "__fish_jit_using_subcommand doctor" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand doctor" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand doctor" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand doctor" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand doctor" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand doctor" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand doctor" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand doctor" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand config; and not __fish_seen_subcommand_from list get help" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand config; and not __fish_seen_subcommand_from list get help" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand config; and not __fish_seen_subcommand_from list get help" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand config; and not __fish_seen_subcommand_from list get help" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand config; and not __fish_seen_subcommand_from list get help" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand config; and not __fish_seen_subcommand_from list get help" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand config; and not __fish_seen_subcommand_from list get help" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand config; and not __fish_seen_subcommand_from list get help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c jit -n "__fish_jit_using_subcommand config; and not __fish_seen_subcommand_from list get help" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand config; and not __fish_seen_subcommand_from list get help" -f -a "list" -d 'Show every setting with its value and where that comes from'
complete -c jit -n "__fish_jit_using_subcommand config; and not __fish_seen_subcommand_from list get help" -f -a "get" -d 'Print the value of one setting'
complete -c jit -n "__fish_jit_using_subcommand config; and not __fish_seen_subcommand_from list get help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from list" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from list" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from list" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from list" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from get" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from get" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from get" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from get" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from get" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from get" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "list" -d 'Show every setting with its value and where that comes from'
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "get" -d 'Print the value of one setting'
complete -c jit -n "__fish_jit_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c jit -n "__fish_jit_using_subcommand completions" -l broker -d 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]' -r
complete -c jit -n "__fish_jit_using_subcommand completions" -l color -d 'When to use colour: auto, always or never [default: auto]' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c jit -n "__fish_jit_using_subcommand completions" -l no-color -d 'As `--color never`, by the convention of no-color.org' -r
complete -c jit -n "__fish_jit_using_subcommand completions" -l json -d 'Print the result, or the error, as JSON on stdout'
complete -c jit -n "__fish_jit_using_subcommand completions" -s q -l quiet -d 'Say nothing but the result and errors'
complete -c jit -n "__fish_jit_using_subcommand completions" -s v -l verbose -d 'Say more about what is being done'
complete -c jit -n "__fish_jit_using_subcommand completions" -l no-input -d 'Never ask anything: fail where an answer would be needed'
complete -c jit -n "__fish_jit_using_subcommand completions" -s h -l help -d 'Print help'
complete -c jit -n "__fish_jit_using_subcommand completions" -s V -l version -d 'Print version'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "login" -d 'Sign in'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "logout" -d 'Sign out'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "whoami" -d 'Show who the broker sees'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "status" -d 'Show your open windows, and what waits for you'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "targets" -d 'Show what you may request'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "request" -d 'Ask for access to an account'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "list" -d 'List requests'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "show" -d 'Show a request'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "wait" -d 'Wait until a request is decided'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "cancel" -d 'Withdraw a request before its window opens'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "done" -d 'Give access back before its time'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "approve" -d 'Approve requests of others'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "reject" -d 'Reject requests of others'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "revoke" -d 'End approved windows before their time'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "review" -d 'Look back at break-glass windows of others'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "audit" -d 'Read the audit log: export it, and find out what was done with a session'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "credential-process" -d 'Print AWS credentials for the SDKs and the AWS CLI'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "env" -d 'Print AWS credentials as variables for a shell'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "exec" -d 'Run a program with AWS credentials'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "console" -d 'Open the AWS console in an account'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "serve-credentials" -d 'Serve AWS credentials on loopback, as to a container'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "profiles" -d 'Keep profiles of the AWS tools for what you may request'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "doctor" -d 'Find out what does not work, and what to do about it'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "config" -d 'Show settings, and where each comes from'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "completions" -d 'Print completions for a shell'
complete -c jit -n "__fish_jit_using_subcommand help; and not __fish_seen_subcommand_from login logout whoami status targets request list show wait cancel done approve reject revoke review audit credential-process env exec console serve-credentials profiles doctor config completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c jit -n "__fish_jit_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "export" -d 'Export the audit log'
complete -c jit -n "__fish_jit_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "session" -d 'Find the request of a session'
complete -c jit -n "__fish_jit_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "cloudtrail" -d 'List what was done in AWS in each window, and anything done outside of one'
complete -c jit -n "__fish_jit_using_subcommand help; and __fish_seen_subcommand_from profiles" -f -a "sync" -d 'Write a profile for each target that you may request'
complete -c jit -n "__fish_jit_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "list" -d 'Show every setting with its value and where that comes from'
complete -c jit -n "__fish_jit_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "get" -d 'Print the value of one setting'
