#compdef jit
# Completions of jit for zsh: save this as `_jit` in a folder of `$fpath`, or `source` it.
#
# Names come from other people and may have anything in them. They are only ever data here; `compadd`
# quotes what it puts on the command line.

_jit() {
    local line value about
    local -a values shown given
    # Without the quotes that were typed; nothing in the words is expanded.
    given=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
    while IFS= read -r line; do
        value=${line%%$'\t'*}
        about=${line#*$'\t'}
        values+=("$value")
        shown+=("$value${about:+  -- $about}")
    done < <(command jit __complete -- "${given[@]}" 2>/dev/null)
    if (($#values)); then
        compadd -l -d shown -a values
    else
        _default
    fi
}

if [[ ${funcstack[1]} == _jit ]]; then
    _jit "$@"
else
    compdef _jit jit
fi
