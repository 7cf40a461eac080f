# Completions of jit for fish: save this as `jit.fish` in `~/.config/fish/completions`.
#
# Names come from other people and may have anything in them. They are only ever data here; fish
# quotes what it puts on the command line.

function __jit_complete
    set -l words (commandline -opc)
    set -e words[1]
    # What is being typed may have a quote that is not closed yet.
    set -l typed (commandline -ct)
    set -l word (string unescape -- $typed 2>/dev/null)
    or set word (string replace -r '^["\']' '' -- $typed)
    test (count $word) -gt 0
    or set word ''
    command jit __complete -- $words $word 2>/dev/null
end

function __jit_is_asked
    # Behind `--` there is another program, and its files.
    not contains -- -- (commandline -opc)
end

complete -c jit -k -f -n __jit_is_asked -a '(__jit_complete)'
