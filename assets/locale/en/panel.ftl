# Panels: what stands round the picture.

# Layers.

layers-title = Layers, { $count }
layers-hide = Hide { $name }
layers-show = Show { $name }
layers-opacity = Opacity of { $name }
layers-more = More for { $name }
layers-name = Layer name
layers-more-tip = Order, name, delete, edit again
layers-up = Move up
layers-down = Move down
layers-delete = Delete

# The right panel.
side-continues = Continues after step { $step }
side-from-start = From the start
side-from-start-tip = The next edit begins at the beginning again
side-cost = { $cost }, about { $megabytes } MB of memory
side-region = Region { $width } × { $height } → model { $model_width } × { $model_height }
side-loses = Edited at { $model_width } × { $model_height } of { $width } × { $height }: fine detail is lost
side-mask = Mask a part
side-mask-tip = Takes the brush: only what you paint is edited, at a finer size
side-raise = Raise the resolution
side-raise-tip = The model sees the picture twice as large (in area); slower by as much
side-count = Number of candidates
side-count-tip = How many candidates to make, each from a seed of its own
side-live-tip = { $tip }; it shows what a preview costs

# The bar at the top.
top-menu = Menu
top-menu-tip = Open, export, models, theme, shortcuts
top-dark = Dark
top-light = Light
top-menu-item = Menu, { $label }
top-dirty = { $width } × { $height } pixels, not exported yet
top-clean = { $width } × { $height } pixels, nothing to export
top-zoom = Zoom
top-zoom-tip = How large the picture is shown; the wheel zooms where the pointer is
top-compare-keys = { $keys }; hold Tab for the original alone

# Candidates.
candidates-one = Candidate
candidates-of = Candidates, { $done } of { $of }
candidates-shallow = { $shallow } of { $all } network calls ran the outermost layers alone: near the exact result; set “Save work between steps” to 1 for that
candidates-not-exact = { $seconds } s, not exact
panel-seconds = { $seconds } s
candidates-number = Candidate { $number }
candidates-seed = { $name }, seed { $seed }

# The status bar.
status-builtin = Built-in model
status-model = Model
status-region = { $width } × { $height } region
status-resume = Resume
status-progress = Progress, { $percent } %
status-paused = Paused
status-loading = Loading the model, { $percent } %
status-waiting = Waiting
status-encode = Reading the picture
status-compare = Comparing words, { $i } of { $of }
status-invert = Inverting, { $i } of { $of }
status-source = Drawing the source, { $i } of { $of }
status-look = Looking at the words, { $i } of { $of }
panel-step-of = Step { $i } of { $of }
status-decode = Painting the result
status-candidate = Candidate { $i } of { $of }
status-left = { $time } left
status-minutes = { $minutes } min { $seconds } s
panel-reading = Reading…
status-edging = Working on the mask; Esc gives it up
status-changing = Changing the picture; Esc gives it up
status-stopped = Stopped; the picture is as before
status-done = Accept the candidate with { $keys }, discard it with Esc

# The film strip.
film-step = Step { $i } of { $of }, noise { $sigma }
film-step-number = Step { $i }
film-result = Result
film-ready = The model is getting ready
film-hover = Hover the strip to see each step
film-tip = What the model believes the picture to be at this step (x̂₀); noise is σ
film-live = live preview
film-other-step = Run { $run }, step { $i }
film-other-result = Run { $run }, result

# The empty state.
empty-drop = Drop a picture, paste one, or press { $keys }
empty-open = Open a picture…
empty-try = Or try one of these
empty-sample = Try: { $name }
empty-sample-tip = Opens this picture with the words “{ $words }” filled in
empty-drop-zone = Drop a picture, a recipe or a model folder

# What an edit costs.
cost-calls-seconds = { $calls } network calls, about { $seconds } s
cost-calls = { $calls } network calls

# Comparisons.
pair-times = { $times } times (r = { $times })
pair-once = Once (r = 1)
live-full = The last one was computed in full
live-part = The last one recomputed { $percent } % of the part in { $patched } of { $passes } passes: near the exact result, which Edit computes in full
canvas-original = original
canvas-now = now
canvas-name = Canvas
layer-picture = Picture
top-step = { $tip }: { $step }
