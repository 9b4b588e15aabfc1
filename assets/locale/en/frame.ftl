# Pieces of picture and the picture's frame.

# The transform tool.
frame-transform = Transform
frame-transform-tip = Moves, scales and turns a pasted picture or a result by its handles
frame-hint-move = move, scale or turn by the handles
frame-hint-arrows = Arrows
frame-hint-nudge = one pixel, with Shift ten
frame-hint-done = done
frame-hint-free = frees the ratio, straight moves, steps of 15°
frame-hint-centred = about the middle
frame-nothing = There is no layer to move yet: paste a picture, or place one from the menu
frame-x = X
frame-y = Y
frame-place-of = Where the layer's own upper left corner lies, in pixels of the picture
frame-width = W
frame-height = H
frame-size-tip = How large the layer is, in pixels of the picture
frame-ratio = Keep the ratio
frame-ratio-tip = Width and height change together
frame-move = Move
frame-scale = Scale
frame-turn = Angle
frame-turn-tip = How far the layer is turned clockwise
frame-mirror = Mirror
frame-mirror-tip = Left becomes right
frame-upside-down = Upside down
frame-upside-down-tip = The layer's top becomes its bottom
frame-reset = Own size
frame-reset-tip = The layer is upright and at its own size again, its middle where it is
frame-fill = Fit the picture
frame-fill-tip = As large as fits the picture, in its middle
frame-done = Done
frame-done-tip = Takes the brush again; the layer stays as it lies (Enter or Esc)

# Pasting.
frame-pasted = It lies on a layer of its own: drag it where it belongs
frame-open-pasted = Open it instead
frame-open-pasted-tip = Opens it as a picture of its own; the layer goes
frame-place = Place as layer…
frame-place-tip = Lays another picture over this one, on a layer of its own; or drop a file with Shift held
frame-place-title = Place a picture as a layer
frame-place-do = Place
