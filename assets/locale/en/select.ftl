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

# The flyout of selections.
select-menu = Selections
select-menu-tip = The last one, from layers, kept ones, from and to files, and how the mask is shown
select-reselect = Reselect
select-reselect-tip = Brings the last mask back
select-join = How it is joined with the mask
select-from = Mask from…
select-from-tip = Makes mask of a layer, a difference, or a mask that was kept
select-alpha = From a layer's alpha
select-alpha-tip = Masks where a layer covers
select-difference = From a difference
select-difference-tip = Masks where two pictures are not alike
select-difference-opened = The picture and the opened one
select-difference-between = “{ $one }” and “{ $other }”
select-difference-layer = “{ $name }” and what is below it
select-kept = Kept masks
select-kept-name = Mask { $number }
select-kept-field = Name of the mask
select-keep = Keep
select-keep-tip = Keeps the mask under this name, as a layer that is not seen; a click brings it back
select-load-tip = Brings this mask back, joined as set above
select-no-mask = There is no mask
select-files = Files
select-import = Import mask…
select-import-tip = A picture becomes mask: its alpha where it has one, otherwise white changes and black stays
select-import-title = Open a picture as mask
select-import-kinds = Pictures
select-import-scaled = It is { $width } × { $height } pixels and was scaled to the picture's { $to_width } × { $to_height }
select-no-import = The mask can't be opened
select-export = Export mask…
select-export-tip = Writes the mask as a grey PNG: white may change
select-export-title = Write the mask to
select-exported = Mask written
select-no-export = The mask can't be written
select-tint = How the mask is shown
select-tint-colour = Colour of the mask
select-tint-colour-tip = What lies over the parts that may change
select-tint-strength = Strength
select-tint-strength-tip = How much of the picture below the colour hides
select-tint-usual = Usual
select-tint-usual-tip = The theme's own colour again

# What one should know of the mask.
select-hidden = The mask acts but is hidden
select-hidden-tip = Only what is masked will be edited; click to see it
select-faint = The mask is faint: at most { $percent } %
select-few = { $count ->
    [one] The mask covers one pixel
   *[other] The mask covers { $count } pixels
}
select-hardly-tip = An edit will hardly be seen; clear the mask to edit everything
options-more = More
options-more-tip = The other settings of this tool
