# Settings: how the window looks and what it may use.

settings = Settings…
settings-tip = Theme, size, language, threads, memory and model folders
settings-title = Settings
settings-look = Window
settings-theme = Theme
settings-scale = Size
settings-scale-tip = How large text and buttons are
settings-language = Language
settings-language-tip = Acts at once
settings-work = Work and memory
settings-threads = Threads
settings-threads-auto = One for each core
settings-threads-tip = Fewer leave more of the processor to other programs; a result is the same on any number
settings-threads-now = { $count ->
        [one] One at work; another number acts as soon as no edit runs
       *[other] { $count } at work; another number acts as soon as no edit runs
    }
settings-undo = Undo keeps up to
settings-undo-tip = The oldest steps beyond this are forgotten; the last one can always be taken back
settings-tiles = Picture tiles keep up to
settings-tiles-tip = Parts of the picture that are out of sight stay on the graphics card, so that moving back to them is smooth
settings-journal = The journal takes up to
settings-journal-tip = Everything that is done is written to a journal on the disk, so that nothing is lost; one that grows beyond this is written anew, without older undo steps
settings-models = Model folders
settings-models-why = Models in these folders, and in folders within them, are offered in the list of models.
settings-add-folder = Add folder…
settings-add-folder-tip = Chooses a folder in which models lie
settings-remove-folder = Don't search { $folder }
settings-remove-folder-tip = Takes the folder off this list; its files stay
settings-kept = Kept in { $file }
settings-reset = Reset all
settings-reset-tip = Brings the defaults back; brush and model folders stay
settings-bad = Some settings could not be used
settings-bad-all = All settings are the defaults.
settings-bad-some = These are the defaults now: { $fields }.
settings-bad-kept = The old file is kept as { $file }.
settings-bad-stays = The file stays as it is: mend or move it, and start again; until then settings are not kept.
