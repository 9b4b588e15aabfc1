# The tools: names, tips, and the hints in the status bar.

tool-brush = Brush
tool-eraser = Eraser
tool-rectangle = Rectangle
tool-lasso = Lasso
tool-hand = Hand

# Hints: a gesture and what it does.
hint-of = { $gesture }: { $does }
hint-drag = Drag
hint-paint = paint the mask
hint-right-drag = Right drag
hint-erase = erase
hint-shift-click = Shift+click
hint-line = line from the last point
hint-brackets = [ ]
hint-size = size
hint-shift-brackets = Shift+[ ]
hint-hardness = hardness
hint-erase-mask = erase the mask
hint-e = E
hint-brush = back to the brush
hint-new = new mask
hint-shift = Shift
hint-add = add
hint-alt = Alt
hint-subtract = subtract
hint-shift-alt = Shift+Alt
hint-intersect = intersect
hint-move = move the view
hint-wheel = Wheel
hint-zoom = zoom
hint-esc = Esc
hint-back = take it back
hint-space = Space

# The rail.
tool-brush-tip = Paints where the picture may change
tool-eraser-tip = Takes the mask away where it is drawn
tool-rectangle-tip = Masks a rectangle; Shift adds, Alt takes away
tool-lasso-tip = Masks what is drawn round; Shift adds, Alt takes away
tool-hand-tip = Moves the picture
tool-tip = Brush tip
tool-tip-tip = Size, hardness and value of brush and eraser
tool-edge = Mask edge
tool-edge-tip = Grows, shrinks or softens the mask by pixels
tool-edge-by = By
tool-edge-by-tip = How many pixels of the picture the edge moves, or is softened over
tool-edge-pixels = Pixels
tool-grow = Grow
tool-grow-tip = The mask reaches further out
tool-shrink = Shrink
tool-shrink-tip = The mask draws in
tool-feather-tip = The edge becomes soft: a gentler transition

# The brush's tip.
tip-size = Size
tip-size-tip = Diameter in pixels of the picture; the keys [ and ]
tip-hardness = Hardness
tip-hardness-tip = Right: a sharp edge; left: the change fades out
tip-soft = Soft
tip-hard = Hard
tip-value = Value
tip-value-tip = How much may change where it is painted; the keys 1 to 0
