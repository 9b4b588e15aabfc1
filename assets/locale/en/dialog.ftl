# Dialogs.

dialog-close = This picture is not saved yet
dialog-close-it = The picture
dialog-close-export = Export…
dialog-close-save = Save
dialog-close-save-tip = Writes layers, masks and settings into a project, then goes on
dialog-close-export-tip = Writes the picture alone, without its layers
dialog-close-keep = Keep working
dialog-close-discard-mask = Discard the mask
dialog-close-discard-edits = Discard the edits
dialog-close-results = { $name } has results that would be lost.
dialog-close-discard-results = Discard the results
dialog-close-mask = { $name } has a mask that would be lost.
dialog-close-edits = { $name } has edits that would be lost.

# Export.
dialog-export = Export the picture
export-format = Format
export-quality = Quality
export-quality-tip = Higher: closer to the picture, larger file
export-promise = Outside the mask every pixel is the original's
export-no-promise = JPEG can't promise identical pixels outside the mask; the other formats do
export-metadata = Metadata
export-none = None
export-none-tip = Pixels and colour profile only
export-original = Original
export-original-tip = The camera's data too
export-recipe = Recipe too
export-recipe-tip = Dropped on the window, the file brings back every setting of the last edit
export-no-recipe = Nothing was edited yet
export-file = File
export-browse = Browse…
export-browse-tip = Chooses folder and name
dialog-folder-and-name = Folder and name
export-exists = This file exists and will be replaced
export-do = Export file
export-png-tip = Lossless, 8 or 16 bits, with alpha
export-jpeg-tip = Small; every pixel changes a little, alpha is lost
export-webp-tip = Lossless and small, 8 bits, with alpha

# All of them.
dialog-cancel = Cancel

# Paths, where the system has no dialog.
path-open = Open a picture or a recipe
path-open-hint = Path of the file
path-open-do = Open file
path-model = Open a model folder
path-model-hint = Path of the folder
path-model-do = Open folder
path-models = Add a folder with models
path-models-do = Add folder
path-export = Export to
path-export-do = Use path
path-path = Path
dialog-gestures = Mouse and held keys
dialog-leave = Close

# The system's file dialogs.
files-open = Open a picture
files-kinds = Pictures and recipes

# Models.
models-title = Models
models-browse = Browse for a model
models-hint = Path of a model folder
models-folder = Model folder
models-bigger = A bigger model edits anything you can name
models-bigger-more = Any Stable Diffusion 1.x or 2.x folder in diffusers layout works: a folder with model_index.json, unet, vae, text_encoder and tokenizer, as model hubs offer them for download.
models-knows = What the built-in model knows
models-knows-more = It was trained on a small picture-book world and knows nothing else. A sentence: style, colour and thing, scene, time, most parts optional, such as “a watercolor painting of a red tulip on grass at sunset”.
models-in-use = In use
models-use = Use
models-small = small latent diffusion
models-pixel = pixel-space diffusion, takes no words
models-reading = Reading…
models-name-in-use = { $name } is in use
models-use-name = Use { $name }
models-told = { $family }, { $side } × { $side } px, { $millions } million parameters
models-things = Things
models-colours = Colours and sizes
models-scenes = Scenes
models-time = Time and weather
models-styles = Styles
