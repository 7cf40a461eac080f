# Completions of jit for elvish: `eval (slurp < jit.elv)` in `~/.config/elvish/rc.elv`.
#
# Names come from other people and may have anything in them. They are only ever data here; elvish
# quotes what it puts on the command line.

use str

set edit:completion:arg-completer[jit] = {|@words|
  var given = $words[1..]
  try {
    e:jit __complete -- $@given 2>/dev/null
  } catch e {
    nop
  } | each {|line|
    var value about = (str:split &max=2 "\t" $line)
    var display = $value
    if (not-eq $about '') {
      set display = $value'  -- '$about
    }
    edit:complex-candidate $value &code-suffix=' ' &display=$display
  }
}
