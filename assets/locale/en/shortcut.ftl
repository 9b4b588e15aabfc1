# The list of shortcuts.

shortcut-picture = Picture
shortcut-of-edit = Edit
shortcut-view = View
shortcut-mask = Mask
shortcut-open = Open
shortcut-export = Export
shortcut-close = Close
shortcut-edit = Run the edit
shortcut-escape = Stop, or leave what is open
shortcut-accept = Accept the candidate
shortcut-step-back = One step back in the film strip
shortcut-step-forward = One step on
shortcut-actual = 100 %
shortcut-double = 200 %
shortcut-split = Split before and after
shortcut-mask-view = Show or hide the mask
shortcut-list = This list
shortcut-mask-none = Clear the mask
shortcut-mask-invert = Invert the mask
shortcut-feather = Feather by 4 px

# Mouse and held keys.
gesture-tab = Tab, held
gesture-tab-does = The original
gesture-brackets = [ and ]
gesture-brackets-does = Smaller or larger brush; with Shift, softer or harder
gesture-alt-wheel = Alt + wheel
gesture-alt-wheel-does = Brush size
gesture-right = Right button
gesture-right-does = Erases with the same tip
gesture-shift-click = Shift + click
gesture-shift-click-does = Straight line from the last point
gesture-digits = 1 … 0
gesture-digits-does = Mask value 10 … 100 %
gesture-pan = Space + drag, middle button
gesture-pan-does = Moves the picture
gesture-zoom = Wheel, pinch
gesture-zoom-does = Zooms where the pointer is
gesture-paste = Ctrl + V
gesture-paste-does = Pastes a picture
