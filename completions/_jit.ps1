
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'jit' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'jit'
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
        'jit' {
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Sign in')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Sign out')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Show who the broker sees')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show your open windows, and what waits for you')
            [CompletionResult]::new('targets', 'targets', [CompletionResultType]::ParameterValue, 'Show what you may request')
            [CompletionResult]::new('request', 'request', [CompletionResultType]::ParameterValue, 'Ask for access to an account')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List requests')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a request')
            [CompletionResult]::new('wait', 'wait', [CompletionResultType]::ParameterValue, 'Wait until a request is decided')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Withdraw a request before its window opens')
            [CompletionResult]::new('done', 'done', [CompletionResultType]::ParameterValue, 'Give access back before its time')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Approve requests of others')
            [CompletionResult]::new('reject', 'reject', [CompletionResultType]::ParameterValue, 'Reject requests of others')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'End approved windows before their time')
            [CompletionResult]::new('review', 'review', [CompletionResultType]::ParameterValue, 'Look back at break-glass windows of others')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Read the audit log: export it, and find out what was done with a session')
            [CompletionResult]::new('credential-process', 'credential-process', [CompletionResultType]::ParameterValue, 'Print AWS credentials for the SDKs and the AWS CLI')
            [CompletionResult]::new('env', 'env', [CompletionResultType]::ParameterValue, 'Print AWS credentials as variables for a shell')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run a program with AWS credentials')
            [CompletionResult]::new('console', 'console', [CompletionResultType]::ParameterValue, 'Open the AWS console in an account')
            [CompletionResult]::new('serve-credentials', 'serve-credentials', [CompletionResultType]::ParameterValue, 'Serve AWS credentials on loopback, as to a container')
            [CompletionResult]::new('profiles', 'profiles', [CompletionResultType]::ParameterValue, 'Keep profiles of the AWS tools for what you may request')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Find out what does not work, and what to do about it')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show settings, and where each comes from')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print completions for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jit;login' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port of 127.0.0.1 on which the browser brings the answer, for `ssh -L` [default: any]')
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--device-code', '--device-code', [CompletionResultType]::ParameterName, 'Sign in with a code, on this or any other device')
            [CompletionResult]::new('--no-browser', '--no-browser', [CompletionResultType]::ParameterName, 'Print the address of the page and open no browser')
            [CompletionResult]::new('--with-token', '--with-token', [CompletionResultType]::ParameterName, 'Keep an access token that is read from standard input')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;logout' {
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;whoami' {
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;status' {
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--prompt', '--prompt', [CompletionResultType]::ParameterName, 'Print the windows that are known to be open and nothing else, such as `payments-prod:PowerUser 42m`')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;targets' {
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Only accounts with this in their ID or name')
            [CompletionResult]::new('--permission-set', '--permission-set', [CompletionResultType]::ParameterName, 'Only permission sets with this in their name')
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--commands', '--commands', [CompletionResultType]::ParameterName, 'Print the command that asks for each, one a line, for those that can be had now')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;request' {
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Account: its 12 digits, or its exact name; several ask for each')
            [CompletionResult]::new('--permission-set', '--permission-set', [CompletionResultType]::ParameterName, 'Permission set, such as `PowerUser`')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'How long the window should be, such as `1h30m`')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why you need it, for the approvers and the auditors')
            [CompletionResult]::new('--ticket', '--ticket', [CompletionResultType]::ParameterName, 'Ticket that it belongs to; AWS sees it as a tag of each session')
            [CompletionResult]::new('--start', '--start', [CompletionResultType]::ParameterName, 'When the window should open at the earliest: `+2h`, or an instant with its offset')
            [CompletionResult]::new('--extends', '--extends', [CompletionResultType]::ParameterName, 'More time for an earlier request of yours, from its end on; account, permission set and ticket are those of it, where you name no other')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Wait until it is decided, 50 minutes unless told otherwise')
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--break-glass', '--break-glass', [CompletionResultType]::ParameterName, 'Open the window at once, without anybody''s approval; everyone who was skipped and security are told, and one of them reviews it')
            [CompletionResult]::new('--again', '--again', [CompletionResultType]::ParameterName, 'Where you are asked for what is missing: ask for access even though an equal request of yours is open')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would happen and ask for nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;list' {
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only in this state; may be repeated')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Only for this account: its 12 digits, or its exact name')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only what was asked for since then, such as `7d`')
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--mine', '--mine', [CompletionResultType]::ParameterName, 'Your own requests (the default)')
            [CompletionResult]::new('--to-review', '--to-review', [CompletionResultType]::ParameterName, 'Requests that wait for your decision')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Everybody''s, for auditors and administrators')
            [CompletionResult]::new('--unreviewed', '--unreviewed', [CompletionResultType]::ParameterName, 'Break-glass windows that nobody has reviewed, open ones among them; those that are yours to review, and to revoke, unless a view is named')
            [CompletionResult]::new('--overdue', '--overdue', [CompletionResultType]::ParameterName, 'Those of them whose review is overdue')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;show' {
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;wait' {
            [CompletionResult]::new('--longest', '--longest', [CompletionResultType]::ParameterName, 'How long to wait')
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;cancel' {
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;done' {
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;approve' {
            [CompletionResult]::new('--comment', '--comment', [CompletionResultType]::ParameterName, 'Comment for the requester and the auditors')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'Approve for a shorter time than was asked for, such as `30m`')
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;reject' {
            [CompletionResult]::new('--comment', '--comment', [CompletionResultType]::ParameterName, 'Comment for the requester and the auditors')
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;revoke' {
            [CompletionResult]::new('--comment', '--comment', [CompletionResultType]::ParameterName, 'Comment for the requester and the auditors')
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;review' {
            [CompletionResult]::new('--comment', '--comment', [CompletionResultType]::ParameterName, 'Comment for the requester and the auditors')
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--ok', '--ok', [CompletionResultType]::ParameterName, 'Breaking the glass was right, and so was what was done')
            [CompletionResult]::new('--violation', '--violation', [CompletionResultType]::ParameterName, 'It was not: say why with `--comment`')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;audit' {
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Export the audit log')
            [CompletionResult]::new('session', 'session', [CompletionResultType]::ParameterValue, 'Find the request of a session')
            [CompletionResult]::new('cloudtrail', 'cloudtrail', [CompletionResultType]::ParameterValue, 'List what was done in AWS in each window, and anything done outside of one')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jit;audit;export' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to write it: jsonl, csv for spreadsheets, ocsf for SIEMs (OCSF 1.5.0) [default: jsonl]')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only what happened since then: `30d` ago, a day, or an instant')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only what happened before then')
            [CompletionResult]::new('--person', '--person', [CompletionResultType]::ParameterName, 'Only what this person did, or what was done about their requests')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Only this account: its 12 digits, or its exact name')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only about requests that are in this state now; may be repeated')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only events of this kind; may be repeated')
            [CompletionResult]::new('--after', '--after', [CompletionResultType]::ParameterName, 'Only what is behind the record of this number')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, which is there only once it is complete')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write to this file, which is there only once it is complete')
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Go on with what happens from now on, until interrupted')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;audit;session' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Look in this export instead of at the broker; `-` for stdin')
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;audit;cloudtrail' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Look in this export instead of at the broker; `-` for stdin')
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;audit;help' {
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Export the audit log')
            [CompletionResult]::new('session', 'session', [CompletionResultType]::ParameterValue, 'Find the request of a session')
            [CompletionResult]::new('cloudtrail', 'cloudtrail', [CompletionResultType]::ParameterValue, 'List what was done in AWS in each window, and anything done outside of one')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jit;audit;help;export' {
            break
        }
        'jit;audit;help;session' {
            break
        }
        'jit;audit;help;cloudtrail' {
            break
        }
        'jit;audit;help;help' {
            break
        }
        'jit;credential-process' {
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Account: its 12 digits, or its exact name')
            [CompletionResult]::new('--permission-set', '--permission-set', [CompletionResultType]::ParameterName, 'Permission set, such as `PowerUser`')
            [CompletionResult]::new('--request', '--request', [CompletionResultType]::ParameterName, 'One request, instead of an account and a permission set')
            [CompletionResult]::new('--recheck', '--recheck', [CompletionResultType]::ParameterName, 'How soon a revocation is noticed: `strict` makes boto3 and the AWS CLI ask before every call')
            [CompletionResult]::new('--auto-login', '--auto-login', [CompletionResultType]::ParameterName, 'Have you sign in when you are not, and wait for it so much longer than usual')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, for `--auto-request`: `+` is a space, `@account` and `@permission-set` are filled in')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'How long, for `--auto-request`, such as `1h30m`')
            [CompletionResult]::new('--running-within', '--running-within', [CompletionResultType]::ParameterName, 'Set where `jit` itself is what asks for AWS credentials')
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--auto-request', '--auto-request', [CompletionResultType]::ParameterName, 'Ask for the window when none is open, at most every 15 minutes')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;env' {
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Account: its 12 digits, or its exact name')
            [CompletionResult]::new('--permission-set', '--permission-set', [CompletionResultType]::ParameterName, 'Permission set, such as `PowerUser`')
            [CompletionResult]::new('--request', '--request', [CompletionResultType]::ParameterName, 'One request, instead of an account and a permission set')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to write them: env, env-no-export, powershell, windows-cmd, fish, or process, the JSON that `jit credential-process` prints')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Also set `AWS_REGION` and `AWS_DEFAULT_REGION`, such as to `eu-central-1`')
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;exec' {
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Account: its 12 digits, or its exact name')
            [CompletionResult]::new('--permission-set', '--permission-set', [CompletionResultType]::ParameterName, 'Permission set, such as `PowerUser`')
            [CompletionResult]::new('--request', '--request', [CompletionResultType]::ParameterName, 'One request, instead of an account and a permission set')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Region, for `AWS_REGION` and `AWS_DEFAULT_REGION` [default: what either is set to]')
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;console' {
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Account: its 12 digits, or its exact name')
            [CompletionResult]::new('--permission-set', '--permission-set', [CompletionResultType]::ParameterName, 'Permission set, such as `PowerUser`')
            [CompletionResult]::new('--request', '--request', [CompletionResultType]::ParameterName, 'One request, instead of an account and a permission set')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Region to open the console in, such as `eu-central-1`')
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'Service to open, by a name such as `ec2`, `logs` or `secretsmanager`')
            [CompletionResult]::new('--destination', '--destination', [CompletionResultType]::ParameterName, 'Page of the console to open')
            [CompletionResult]::new('--browser', '--browser', [CompletionResultType]::ParameterName, 'Browser to open it with: a program, which gets the URL as its one argument')
            [CompletionResult]::new('--firefox-container', '--firefox-container', [CompletionResultType]::ParameterName, 'Open it in a container of Firefox, beside other accounts; `@target` in its name is filled in')
            [CompletionResult]::new('--federation-endpoint', '--federation-endpoint', [CompletionResultType]::ParameterName, 'Where to exchange credentials for a sign-in token; loopback only, for tests')
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print the sign-in URL instead of opening it')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;serve-credentials' {
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Account: its 12 digits, or its exact name')
            [CompletionResult]::new('--permission-set', '--permission-set', [CompletionResultType]::ParameterName, 'Permission set, such as `PowerUser`')
            [CompletionResult]::new('--request', '--request', [CompletionResultType]::ParameterName, 'One request, instead of an account and a permission set')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port of loopback to listen on [default: any that is free]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to write the variables: env, env-no-export, powershell, windows-cmd, or fish')
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;profiles' {
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Write a profile for each target that you may request')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jit;profiles;sync' {
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Region of the profiles, such as `eu-central-1`')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the AWS CLI shows answers: json, yaml, yaml-stream, text or table')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Names of the profiles: `{account}`, `{account-id}` and `{permission-set}` are filled in [default: {account}.{permission-set}]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Only for this account: its 12 digits, or its exact name; may be repeated')
            [CompletionResult]::new('--permission-set', '--permission-set', [CompletionResultType]::ParameterName, 'Only for this permission set; may be repeated')
            [CompletionResult]::new('--recheck', '--recheck', [CompletionResultType]::ParameterName, 'How soon a revocation is noticed: `strict` makes boto3 and the AWS CLI ask before every call')
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would change and write nothing')
            [CompletionResult]::new('--prune', '--prune', [CompletionResultType]::ParameterName, 'Remove the profiles of the block that this run would not write, such as those that you may no longer request')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;profiles;help' {
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Write a profile for each target that you may request')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jit;profiles;help;sync' {
            break
        }
        'jit;profiles;help;help' {
            break
        }
        'jit;doctor' {
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;config' {
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show every setting with its value and where that comes from')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of one setting')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jit;config;list' {
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;config;get' {
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;config;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show every setting with its value and where that comes from')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of one setting')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jit;config;help;list' {
            break
        }
        'jit;config;help;get' {
            break
        }
        'jit;config;help;help' {
            break
        }
        'jit;completions' {
            [CompletionResult]::new('--broker', '--broker', [CompletionResultType]::ParameterName, 'Broker to use: a name from the configuration, or a URL [env: JIT_BROKER]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'As `--color never`, by the convention of no-color.org')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the result, or the error, as JSON on stdout')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the result and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more about what is being done')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything: fail where an answer would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'jit;help' {
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Sign in')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Sign out')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Show who the broker sees')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show your open windows, and what waits for you')
            [CompletionResult]::new('targets', 'targets', [CompletionResultType]::ParameterValue, 'Show what you may request')
            [CompletionResult]::new('request', 'request', [CompletionResultType]::ParameterValue, 'Ask for access to an account')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List requests')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a request')
            [CompletionResult]::new('wait', 'wait', [CompletionResultType]::ParameterValue, 'Wait until a request is decided')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Withdraw a request before its window opens')
            [CompletionResult]::new('done', 'done', [CompletionResultType]::ParameterValue, 'Give access back before its time')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Approve requests of others')
            [CompletionResult]::new('reject', 'reject', [CompletionResultType]::ParameterValue, 'Reject requests of others')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'End approved windows before their time')
            [CompletionResult]::new('review', 'review', [CompletionResultType]::ParameterValue, 'Look back at break-glass windows of others')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Read the audit log: export it, and find out what was done with a session')
            [CompletionResult]::new('credential-process', 'credential-process', [CompletionResultType]::ParameterValue, 'Print AWS credentials for the SDKs and the AWS CLI')
            [CompletionResult]::new('env', 'env', [CompletionResultType]::ParameterValue, 'Print AWS credentials as variables for a shell')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run a program with AWS credentials')
            [CompletionResult]::new('console', 'console', [CompletionResultType]::ParameterValue, 'Open the AWS console in an account')
            [CompletionResult]::new('serve-credentials', 'serve-credentials', [CompletionResultType]::ParameterValue, 'Serve AWS credentials on loopback, as to a container')
            [CompletionResult]::new('profiles', 'profiles', [CompletionResultType]::ParameterValue, 'Keep profiles of the AWS tools for what you may request')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Find out what does not work, and what to do about it')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show settings, and where each comes from')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print completions for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jit;help;login' {
            break
        }
        'jit;help;logout' {
            break
        }
        'jit;help;whoami' {
            break
        }
        'jit;help;status' {
            break
        }
        'jit;help;targets' {
            break
        }
        'jit;help;request' {
            break
        }
        'jit;help;list' {
            break
        }
        'jit;help;show' {
            break
        }
        'jit;help;wait' {
            break
        }
        'jit;help;cancel' {
            break
        }
        'jit;help;done' {
            break
        }
        'jit;help;approve' {
            break
        }
        'jit;help;reject' {
            break
        }
        'jit;help;revoke' {
            break
        }
        'jit;help;review' {
            break
        }
        'jit;help;audit' {
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Export the audit log')
            [CompletionResult]::new('session', 'session', [CompletionResultType]::ParameterValue, 'Find the request of a session')
            [CompletionResult]::new('cloudtrail', 'cloudtrail', [CompletionResultType]::ParameterValue, 'List what was done in AWS in each window, and anything done outside of one')
            break
        }
        'jit;help;audit;export' {
            break
        }
        'jit;help;audit;session' {
            break
        }
        'jit;help;audit;cloudtrail' {
            break
        }
        'jit;help;credential-process' {
            break
        }
        'jit;help;env' {
            break
        }
        'jit;help;exec' {
            break
        }
        'jit;help;console' {
            break
        }
        'jit;help;serve-credentials' {
            break
        }
        'jit;help;profiles' {
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Write a profile for each target that you may request')
            break
        }
        'jit;help;profiles;sync' {
            break
        }
        'jit;help;doctor' {
            break
        }
        'jit;help;config' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show every setting with its value and where that comes from')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of one setting')
            break
        }
        'jit;help;config;list' {
            break
        }
        'jit;help;config;get' {
            break
        }
        'jit;help;completions' {
            break
        }
        'jit;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
