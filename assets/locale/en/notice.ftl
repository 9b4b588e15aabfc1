# Notices: what went wrong or should be known.

notice-no-picture = The picture can't be opened
notice-no-export = The picture can't be exported
notice-no-recipe = The recipe can't be opened
notice-large-recipe = the file is too large for a recipe
notice-no-sample = The sample can't be opened
notice-dropped = dropped
notice-no-file = The file can't be opened
notice-file-gone = It is not there any more
notice-pasted = Pasted
notice-no-paste = The picture can't be pasted
notice-no-model = The model can't be used
notice-no-edit = The edit could not be done
notice-no-dialog = No file dialog
notice-no-dialog-more = This system has none: type folder and name
notice-exported = Exported
notice-no-own-recipe = The recipe in this picture can't be used
notice-restored = Settings restored
notice-restored-more = Words, sliders and seed are as they were
notice-restored-model = It was made with the model “{ $model }”; choose its folder under Models
notice-no-recipe-mask = The recipe's mask can't be used
notice-details = Details
notice-dismiss = Dismiss
notice-dismiss-tip = Takes this notice away
notice-settings-unsaved = Settings could not be written
notice-settings-unsaved-more = They last until the window closes
notice-no-letters = No font has letters of this language
notice-no-letters-more = Install one, such as the package fonts-noto-cjk (Debian, Ubuntu), google-noto-sans-cjk-fonts (Fedora) or noto-fonts-cjk (Arch), and choose the language again
notice-no-accept = The candidate can't be accepted
runs-from-words = From words.png
notice-edge-stays = The mask's edge stays
notice-edge-stays-more = The mask was changed while its new edge was worked out
notice-no-mask = No mask could be made
notice-no-words = The words could not be looked at
notice-no-difference = The words could not be compared
notice-busy = Too much at once
notice-busy-more = Files are still being read; try again in a moment

# Why an edit can't be run now.
why-title = Not begun
why-running = An edit is running
why-mask = The mask is being worked on
why-model = The model is being read
why-no-picture = Open a picture first
