# The report for those who mend the program.

diagnostics = Collect diagnostics
diagnostics-tip = Copies a report about program, processor, models and the last notices; your name, paths and words are not in it
diagnostics-copied = The report is copied
diagnostics-file = It is in { $file } too.
diagnostics-paste = Paste it where you tell of the problem
diagnostics-only-copied = The report is copied, but could not be written
