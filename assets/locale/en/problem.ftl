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
problem-project-version = it does not say of which version it is
problem-project-not-there = a result counts pictures that are not there
problem-project-strokes = a result holds strokes
problem-project-counts = it holds { $parts } parts and counts { $counted }
problem-project-all = all of it
problem-project-png = it is no PNG file, or one that is cut or broken

# Files of pictures.
problem-exif-empty = the EXIF block is empty
problem-exif-write = the EXIF block cannot be written ({ $reason })
problem-profile = the colour profile is not one for RGB and was left out
problem-pages = TIFF of { $count } pages: only the first is opened
problem-animated = animated { $name }: only the first frame is opened
problem-contradicts = the { $name } file contradicts itself about its size
problem-kind = a kind of { $name } that cannot be opened ({ $reason })
problem-asks = the { $name } file asks for more memory than its pixels need
problem-broken = the { $name } file is cut or broken ({ $reason })
problem-exif-large = its EXIF block is larger than a JPEG can carry; export without metadata
problem-side = a { $name } has at most { $most } pixels along a side, this picture has { $width }×{ $height }
problem-folder = it is a folder
problem-not-regular = it is not a regular file
problem-larger = the file is larger than any picture that can be opened
problem-empty-file = the file is empty
problem-no-name = it is not the name of a file
problem-read-only = the file is read-only
problem-folder-is-file = its folder is a file
problem-no-folder = the folder does not exist
problem-no-file = no such file
problem-denied = permission denied
problem-disk-read-only = the disk is read-only
problem-disk-full = the disk is full
problem-png-broken = the PNG file is cut or broken ({ $reason })
problem-png-large = the PNG is too large
problem-png-samples = the PNG holds samples of an unknown kind
problem-png-recipe = the recipe in the PNG cannot be read: { $reason }
problem-tiff-write = the TIFF cannot be written ({ $reason })
problem-nothing = there is nothing in it
problem-format = not a picture format that can be opened (PNG, JPEG, WebP, TIFF, GIF)
problem-cut = the { $name } file is cut or broken
problem-no-pixels = the picture has no pixels ({ $width }×{ $height })
problem-no-gif = there is no picture in the GIF file
problem-no-jpeg = there is no picture in the JPEG file
problem-png-header = the PNG file does not begin with its header
problem-png-checksum = a checksum in the PNG file is wrong
problem-no-png = there is no picture in the PNG file
problem-no-tiff = there is no picture in the TIFF file
problem-webp-header = the WebP file does not begin with its header
problem-no-webp = there is no picture in the WebP file

# The document and the worker.
problem-kept = what is kept of the picture must lie in it
problem-outside-canvas = nothing of the picture lies in the new canvas
problem-layer-lost = a layer would become too small, or lie too far away
problem-result-outside = the result lies outside the picture
problem-result-size = the result is not of the picture's size
problem-result-mask = the result's mask is not of the picture's size
problem-paste-far = the place to paste at is too far outside the picture
problem-set-mask = the mask is { $width }×{ $height } pixels, the picture { $picture_width }×{ $picture_height }
problem-candidates = must be between 1 and 8, it is { $value }
problem-long-ago = this run is too long ago to develop a step of it
problem-words-none = no words
