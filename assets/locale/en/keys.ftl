# The editor of shortcuts.

keys-ours = Palimpsest
keys-preset = Preset
keys-preset-tip = Keys that your hands know from elsewhere; what you changed yourself stays
keys-search = Search by name or key
keys-nothing = Nothing is called so.
keys-reset-all = Reset all
keys-reset-all-tip = All keys are the preset's again
keys-reset = Reset the keys of { $what }
keys-reset-tip = The preset's keys again
keys-press = Press keys…
keys-change = { $what }, key { $number }
keys-add = { $what }, one more key
keys-change-tip = Click, then press the new keys. Esc leaves it as it is, Backspace takes the key away
keys-wrong = Some keys of the settings can't be used
keys-wrong-told = They stay in the file and do nothing: no such key or action, or another action has the key; they can be changed in Shortcuts
keys-taken = { $keys } is already “{ $what }”.
keys-of-the-window = { $keys } moves about in the window and can't mean anything else.
keys-take = Take it from there
keys-take-tip = The other one loses this key
keys-leave = Leave it there

# The window and its canvas by keys alone.

command-next-region = Next part of the window
command-next-region-tip = Gives the keys to canvas, film strip, panel, bars and rail in turn
canvas-cursor = Cursor at { $x }, { $y }
canvas-cursor-down = Cursor at { $x }, { $y }, the tool is down
gesture-arrows = Arrow keys, Space
gesture-arrows-does = On the canvas: a cursor moves, with Shift by one pixel; Space puts the tool down and lifts it
