# Why something can't be done, as the rooms below say it in English: the window finds the words by their English. A test
# holds these sentences to theirs, whatever stands in braces.

problem-cancelled = cancelled
problem-missing = { $method } needs { $what }
problem-not-a-recipe = not a recipe: { $reason }
problem-newer = the recipe has version { $found }, this program reads up to { $known }; update the program
problem-memory = this edit needs about { $needed } MB of memory, { $free } MB are free; lower the resolution or mask a smaller part
problem-fault = the edit stopped because of a fault in this program ({ $reason }); nothing of the picture was changed

# The loop.
problem-not-finite = step { $step } gave numbers that are not finite; try a lower guidance or another sampler
problem-no-gradient = no gradient reached { $what }
problem-tensor = a tensor operation failed: { $reason }

# Models.
problem-not-a-model = not a model that can be used ({ $reason }): { $path }
problem-lacks = the weights lack the tensor { $name } (expected shape { $shape })
problem-shape = the tensor { $name } has shape { $found }, expected { $expected }
problem-values = the tensor { $name } holds values that are not finite numbers
problem-config = cannot use { $file }: { $reason }
problem-weights = the weights file is broken ({ $reason }): { $path }
problem-network = the network cannot be run like this: { $reason }

# Pictures and their files.
problem-read = cannot read the file ({ $reason }): { $path }
problem-decode = cannot decode the picture: { $reason }
problem-too-large = the picture is too large: { $width }×{ $height } pixels, at most { $limit } megapixels can be opened
problem-encode = cannot encode the picture: { $reason }
problem-write = cannot write the file ({ $reason }): { $path }
problem-size = sizes do not match: { $reason }

# Methods that a model can't run.
problem-no-instructions = { $name } was not trained to follow instructions: its network reads { $reads } channels, not { $wanted }
problem-no-hole = { $name } was not trained to be shown a hole: its network reads { $reads } channels, not { $wanted }
problem-instructions = { $name } was trained for instructions: use instruct_pix2pix
problem-holes = { $name } was trained to fill holes: use inpaint
problem-channels = { $name } takes { $reads } channels: checkpoints that are given more than a picture are not run
problem-pixels = { $name } works on pixels: it has no latents to blend, use sdedit with a mask
problem-takes-no-words = { $name } takes no words

# Samplers.
problem-only-ddim = { $method } goes up from the picture by ddim and only ddim comes back to it, not { $sampler }
problem-no-travel = { $method } takes steps back, which { $sampler } can't
problem-no-karras = { $sampler } keeps to its own noise levels; Karras's are for { $samplers }
problem-other-levels = { $child } goes by other noise levels than { $parent }, so it can't continue from a step of that run

# What is added to a method.
problem-itself = { $method } does this itself, by its own parameters
problem-told = { $method } is told what to do, not what the picture shows: its words have no places to keep
problem-replays = { $method } replays the noises of the picture's own way, which steps taken back would leave
problem-misses = { $method } adds what its steps miss of the picture's own way, which steps taken back would leave: with inversion plain, negative_prompt or null_text it can

# A recipe's numbers and words.
problem-range = must be between { $from } and { $to }, it is { $value }
problem-shows-already = says what the picture shows already: no mask can be found from that
problem-version = this program runs version { $ours }, not { $found }
problem-characters = at most { $most } characters are read, these are { $length }
problem-tile = must be between 64 and 4096, or 0 for none, it is { $value }
problem-strength = must be above 0 and at most 1, it is { $value }
problem-other-model = the recipe was made with another model than { $name }: { $other }
problem-no-reuse = null_text avoids other words at every step: there is nothing to reuse, 1 is needed
problem-no-autoencoder = this model has no autoencoder to work in tiles: 0 is needed
problem-needs-picture = { $method } needs a picture
problem-mask-alone = a mask without a picture changes nothing
problem-mask-size = the mask is { $mask_width }×{ $mask_height } pixels and the picture { $width }×{ $height }; they must be of one size
problem-mask-empty = the mask is empty: nothing would change
problem-extent = from 1 to { $most } pixels in all can be made, not { $width }×{ $height }
problem-picture = needs a picture
problem-no-words = this model takes no words
problem-added-travel = also.travel takes steps back, which { $sampler } can't
problem-say-now = say what the picture shows now (without a picture: what the layout comes from)
problem-no-word = the prompt "{ $prompt }" has no such word: { $word }
problem-neither = neither "{ $source }" nor "{ $target }" has such a word: { $word }
problem-subtract = takes something from where the words of method.blend look; there are none
problem-branches = at most { $most } branches can follow one another
problem-parent = in the recipe that it continues, { $field }: { $reason }
problem-same-steps = must stay { $steps } to continue from a step of that run, it is { $value }
problem-same-region = must stay as it was to continue from a step of that run
problem-branch-step = that run has { $steps } steps, counted from 0; it is { $value }
problem-field = { $field }: { $reason }

# Projects.
problem-project-io = the file can't be read or written ({ $reason })
problem-project-foreign = this is no Palimpsest project, or one that was cut off
problem-project-newer = made by a newer Palimpsest (file version { $version }); update to open it
problem-project-crowded = the project claims to have { $count } parts, more than a project can have
problem-project-escape = the project names a file outside of itself ({ $name }); it was not made by Palimpsest
problem-project-strange = the project holds a part that no project has ({ $name }); it was not made by Palimpsest
problem-project-twice = the project holds two parts of one name; it was not made by Palimpsest
problem-project-missing = a part of the project is missing ({ $name }); a backup may be whole
problem-project-damaged = a part of the project is damaged ({ $name }); a backup may be whole
problem-project-lying = a part of the project is not of the size that it claims ({ $name }); it was not made by Palimpsest
problem-project-bomb = a part of the project unpacks to far more than it holds ({ $name }); it was not made by Palimpsest
problem-project-large = the project is too large: its pictures take { $size } GiB, at most { $most } can be opened
problem-project-wordy = the project is too large: its description takes { $size } MiB, at most { $most } can be opened
problem-project-unsound = the project does not fit together: { $reason }
