# Selections: tools that make shapes of mask or pick by colour, and how they are joined with the mask.

select-ellipse = Ellipse
select-ellipse-tip = Masks an ellipse; Shift adds, Alt takes away, pressed later: a circle, from its middle
select-polygon = Polygon
select-polygon-tip = Masks what is clicked round; Enter or a double click closes it
select-wand = Magic wand
select-wand-tip = Masks what has the colour of the touched place
select-range = Colour range
select-range-tip = Masks everything of about the touched colour, less of what is further from it

select-replace = New mask
select-replace-tip = What is drawn takes the mask's place
select-add = Add to the mask
select-add-tip = What is drawn is masked too; the same as holding Shift
select-subtract = Subtract from the mask
select-subtract-tip = What is drawn is masked no more; the same as holding Alt
select-intersect = Intersect with the mask
select-intersect-tip = Only what was masked and is drawn stays masked; the same as holding Shift and Alt

select-tolerance = Tolerance
select-tolerance-tip = How different a colour may be, of 255; higher: more is masked
select-contiguous = Contiguous
select-contiguous-tip = Only what hangs together with the touched place; otherwise everywhere in the picture
select-smooth-edge = Smooth edge
select-smooth-edge-tip = Softens the edge over about a pixel
select-softness = Softness
select-softness-tip = Over how much further, of 255, colours are masked less and less
select-sample = Colours from
select-sample-tip = Which picture the colours are looked up in
select-sample-merged = All layers
select-sample-original = Original

# Hints in the status bar.
select-hint-even = equal sides
select-hint-centred = from its middle
select-hint-click = Click
select-hint-corner = set a corner
select-hint-enter = Enter
select-hint-close = close it
select-hint-backspace = Backspace
select-hint-corner-back = take the last corner back
select-hint-touch = mask this colour

# What is done to the mask's edge.
select-smooth = Smooth
select-smooth-tip = Specks, holes and notches of about this size go; straight edges stay
select-border = Border
select-border-tip = Only a ring along the edge stays masked, this wide
