# Colour: brush, eraser, fill, gradient, eyedropper, and the colours in the hand.

colour-title = Colour
colour-paint = Paint
colour-paint-tip = Paints in colour on a layer of its own over the chosen one
colour-eraser = Paint eraser
colour-eraser-tip = Rubs out what was painted on the chosen layer
colour-fill = Fill
colour-fill-tip = Fills what is of about the touched colour; within the mask, where there is one
colour-gradient = Gradient
colour-gradient-tip = Drag: from the colour to the other one, within the mask where there is one
colour-eyedropper = Eyedropper
colour-eyedropper-tip = Takes the colour of the pixel that you click
colour-now = Colour in the hand
colour-now-tip = What brush, fill and gradient paint with; click to choose another
colour-other = Other colour
colour-other-tip = The colour before this one, and the end of a gradient; click or X to take it
colour-swap = Swap colours
colour-swap-tip = The two colours change places; the key X
colour-recent = Used before
colour-recent-number = Colour used before, { $number }
colour-take-tip = Takes this colour into the hand
colour-main-number = Main colour { $number }
colour-main-tip = A main colour of this picture; click to paint with it
colour-opacity = Opacity
colour-opacity-tip = How much of what is below a stroke covers; the keys 1 to 0
colour-smooth = Smooth strokes
colour-smooth-tip = The brush follows on a string, so that a shaking hand draws a smooth line
colour-tolerance-tip = How far a colour may be from the touched one to be filled
colour-to-clear = To nothing
colour-to-clear-tip = The gradient ends in nothing rather than in the other colour
colour-no-paint = Nothing to rub out
colour-no-paint-more = The chosen layer is no paint layer, or it is locked: choose a paint layer in the list of layers
colour-no-fill = The fill could not be made
colour-hint-paint = paint in colour
colour-hint-erase = rub out paint
colour-hint-look = take the colour
colour-hint-fill = fill
colour-hint-gradient = gradient
colour-hint-x = X
colour-hint-swap = swap colours

# Ways to begin, below the methods.
begin-title = Ways to begin
begin-tip = Sets the method, its strength and the tool
begin-paint = Paint roughly, then Edit
begin-paint-does = Paint what you mean in flat colours, say it in words, press Edit: strokes become things and stay where they are (SDEdit).
