# Completions of jit for bash: `source` this, or save it where bash-completion looks.
#
# Names come from other people and may have anything in them. They are only ever data here, and what
# is put on the command line is quoted for the place where it goes.

_jit() {
    # Bash breaks words at `=` and `:` too, and leaves quotes in them; so the line is read here.
    local line=${COMP_LINE:0:COMP_POINT} char word='' quote='' in_word='' kept='' i=0
    local -a words=()
    while ((i < ${#line})); do
        char=${line:i++:1}
        case $quote in
            "'")
                if [[ $char == "'" ]]; then quote=''; else word+=$char; fi
                ;;
            '"')
                if [[ $char == '"' ]]; then
                    quote=''
                elif [[ $char == '\' && ${line:i:1} == [\$\`\"\\] ]]; then
                    word+=${line:i++:1}
                else
                    word+=$char
                fi
                ;;
            *)
                case $char in
                    ' ' | $'\t' | $'\n')
                        [[ $in_word ]] && words+=("$word")
                        word='' in_word='' kept=''
                        continue
                        ;;
                    "'" | '"')
                        quote=$char
                        kept=$word
                        ;;
                    '\') word+=${line:i++:1} ;;
                    *)
                        word+=$char
                        # What stands before the last of these is not replaced.
                        [[ $char == [=:] && $COMP_WORDBREAKS == *"$char"* ]] && kept=$word
                        ;;
                esac
                in_word=1
                ;;
        esac
    done
    words+=("$word")

    COMPREPLY=()
    while IFS= read -r line; do
        word=${line%%$'\t'*}
        [[ $word == "$kept"* ]] || continue
        word=${word:${#kept}}
        case $quote in
            "'") word=${word//"'"/"'\\''"} ;;
            '"')
                word=${word//'\'/'\\'}
                word=${word//'"'/'\"'}
                word=${word//'$'/'\$'}
                word=${word//'`'/'\`'}
                ;;
            *) printf -v word '%q' "$word" ;;
        esac
        # Readline closes the quote, unless one stands there already.
        [[ $quote && $word == *"$quote" ]] && word+=$quote
        COMPREPLY+=("$word")
    done < <(command jit __complete -- "${words[@]:1}" 2>/dev/null)
}

# Bash before 4.4 always sorts.
complete -o bashdefault -o default -o nosort -F _jit jit 2>/dev/null ||
    complete -o bashdefault -o default -F _jit jit
