# The form of an edit: words, sliders, what a method shows.

# The words.

prompt-hint = What the picture shall show
prompt-hint-draw = What to draw
prompt-prompt = Prompt
prompt-tip = Words that describe the whole picture after the edit
prompt-was = Was
prompt-was-hint = What the picture shows now
prompt-was-tip = Words for the picture as it is: the closer they are, the better it is kept
prompt-was-caption = Was: { $caption }
prompt-caption-tip = What the picture shows now; this method needs only the words of the prompt
prompt-avoid = Avoid
prompt-avoid-hint = What shall not be there
prompt-avoid-tip = The picture is pushed away from these words (negative prompt); acts at guidance above 1
prompt-tokens = { $count } of { $limit } tokens
prompt-cut = { $count } of { $limit } tokens: what comes after is not read
prompt-cut-tip = This model reads no more; say the important things first
prompt-tokens-tip = Pieces of words as the model reads them

# Words with faders.
words-words = Words
words-tip = Drag a number to turn a word up or down; click a word to see where it looks
words-new-tip = New in the prompt. Shows where this word looks
words-look-tip = Shows where this word looks
words-no-picture = Open a picture to see where this word looks
words-look = Look at “{ $word }”
words-weight-tip = Above 1: more of it; 0: as if it weren't said; below: away from it. A double click types
words-weight = Weight of “{ $word }”
words-was = Was:
words-goes = Goes: { $words }
words-looking = Looking where “{ $word }” looks…
words-none-here = no word in particular
words-here = Under the pointer: { $words }
words-here-tip = Words that look there more than elsewhere, those first that do so the most
words-step = Step of the map
words-step-tip = 0 is the average of all steps; 1 is the noisiest, where the layout comes from
words-mask = Use as mask
words-mask-tip = Masks where this word looks; the brush can mend it
words-only-tip = Everything stays as it was where none of the words with this mark looks (LocalBlend)
words-only = Change only where “{ $word }” looks

# Sliders.
sampling-guidance = Follow the words (guidance)
sampling-guidance-tip = Higher: closer to the words, stronger contrast, less variety (guidance scale s)
sampling-steps = Steps
sampling-steps-tip = More: finer and slower; 20 to 30 suit most pictures
sampling-fewer-tip = A gentler edit begins later on the way from noise to picture, so fewer steps run
sampling-fewer = { $run } of { $steps } steps will run
sampling-more = { $run } steps will run
sampling-more-tip = Parts of the way are gone more than once
sampling-own = Method and sampler
sampling-region = Size and surroundings
sampling-strength = How much changes (strength)
sampling-strength-tip = Left: your picture with new details; right: only its rough colours survive (strength t₀)
sampling-keep = Keep
sampling-change = Change
sampling-fill = Starts from
sampling-fill-tip = What the masked part is filled with before noise is added
sampling-sampler = Sampler
sampling-karras = Karras's noise levels
sampling-karras-tip = More of the steps go into fine details: often better when there are few of them
sampling-eta = Fresh noise (η)
sampling-eta-tip = 0: deterministic; 1: as much fresh noise at every step as DDPM
sampling-rescale = Tame guidance (φ)
sampling-rescale-tip = Higher: keeps contrast and colours natural at high guidance (rescale φ)
sampling-reuse = Save work between steps (reuse)
sampling-reuse-tip = 1: every step in full. N: one of N steps in full, the others redo the finest detail alone (DeepCache): faster, and near the same picture. Built-in model, 20 steps, compared with all in full: 2 and 3 come out at about 34 and 28 dB, and lower where the model decides otherwise, which one sees
sampling-exact = Exact
sampling-fast = Fast
sampling-whole = As a whole
sampling-tiles = In tiles of { $side } px
sampling-decoding = Decoding (VAE tiles)
sampling-decoding-tip = Tiles need less memory where the region is larger than one, and take up to twice as long; the picture is nearly the same (built-in model: 41 to 65 dB to the whole), without seams
sampling-resolution = Resolution
sampling-resolution-tip = Higher: more detail survives, slower by as much; 1 is what the model was made for
sampling-surroundings = Surroundings
sampling-surroundings-tip = How much of the picture round the mask the model sees: more fits in better, less is finer
sampling-enlarge = Enlarge small parts
sampling-enlarge-tip = A small masked part is shown to the model larger than it is: finer, but softer when it comes back
fill-keep = The picture
fill-keep-tip = What is there now shows through at low strength
fill-blur = The picture, blurred
fill-blur-tip = Its colours stay, its shapes go
fill-border = The colours round it
fill-border-tip = The hole is filled from its border: best for taking things away
fill-neutral = Grey
fill-neutral-tip = Nothing of what was there is left
fill-noise = Noise
fill-noise-tip = The most freedom for something new

# The seed.
seed-seed = Seed
seed-dice = Throw the dice
seed-dice-tip = Another seed: another picture from the same words
seed-locked = Seed is locked
seed-locked-tip = The same seed every run: only what you change makes a difference
seed-free = Seed is free
seed-free-tip = A new seed every run; click to keep the one that is shown
seed-tip = The number that the noise grows from: the same number, the same picture
seed-number = Seed, number
slider-number = { $label }, number

# The way of a run that goes back.
way-time = Step { $i } of { $of }, { $time ->
        [1] 1st
        [2] 2nd
        [3] 3rd
       *[other] { $time }th
    } time of { $times } at this noise
way-steps = Way of { $steps } steps
way-tip = The way from noise (above) to the picture: each tooth goes back and thinks again. { $steps } steps in all
way-once = once (r = 1)
way-times = { $times } times
way-run = Run { $which } of 2: { $times }
way-stop-tip = Stops the comparison
way-same = Think again is at 1: both would be the same
way-this-tip = Shows this one
way-cost = { $calls } calls, { $seconds } s

# The mask that words find.
difference-title = The mask that words find
difference-comparing = Comparing the words…
difference-find = Find the mask
difference-find-tip = Shows where the old and the new words differ; { $calls } network calls, no edit yet
difference-share = { $percent } % of the picture; the threshold above moves it
difference-none = Nothing differs this much; a lower threshold finds more
difference-mask-tip = Masks what is lit; the brush can mend it
difference-hide-tip = Takes the heat map away

# To noise and back.
trip-title = To noise and back
trip-psnr = { $psnr } dB
trip-psnr-most = { $psnr } dB of { $most } dB that the autoencoder lets through
trip-cost = { $calls } passes, { $reused } of them remembered; { $seconds } s
trip-other = Of other settings than now
trip-ddim = Back from the noise that the inversion found: it is the picture's own
trip-ddpm = Back from any noise of this strength: only what the noise left is the picture's
trip-told = { $name }, { $psnr } dB

# What is added to a method.
also-also = Also
also-tip = Controls of other methods that can be added to this one
also-now = What it shows now
also-blend-tip = All else stays as it was: words of either prompt, with commas between (LocalBlend)
also-blend = Change only where these words look
form-none = This method has no parameters of its own
way-compare = Compare r = 1 | r = { $r }
method-why-not = { $reason }.
