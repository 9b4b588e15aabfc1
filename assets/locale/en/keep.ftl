# The journal.
keep-not-kept = Your work is not being kept
keep-stuck = The journal can't be written ({ $reason }): go on, save often, and free or mount the disk; it is tried again by itself
keep-too-large = The journal of this picture would need { $megabytes } MB at once: raise its limit in the settings, and save often until then
keep-not-forgotten = A journal that nobody needs could not be deleted
keep-no-recovery = What was left behind can't be brought back
keep-no-document = it ends before its document
keep-no-result = A result could not be written to the journal
keep-no-results = The results can't be brought back
keep-part = Brought back up to a part that can't be read
keep-back = Your work is back
keep-back-more = { $steps ->
    [one] { $name }, with the one change that was not saved; undo works
   *[other] { $name }, with { $steps } changes that were not saved; undo works
}
recover = Bring back what was not saved?
recover-more = The window was closed before this was saved. Everything up to the last stroke is there.
recover-steps = { $steps ->
    [one] One change
   *[other] { $steps } changes
}{ $results ->
    [0] {""}
    [one] , one result
   *[other] , { $results } results
}
recover-minutes = { $minutes ->
    [0] just now
    [one] a minute ago
   *[other] { $minutes } minutes ago
}
recover-hours = { $hours ->
    [one] an hour ago
   *[other] { $hours } hours ago
}
recover-days = { $days ->
    [one] a day ago
   *[other] { $days } days ago
}
recover-restore = Bring back
recover-restore-it = Bring back { $name }
recover-restore-tip = Opens it as it was, with its undo steps
recover-discard = Discard
recover-discard-tip = Throws it away for good
recover-later = Later
recover-later-tip = Leaves it where it is: the next start asks again
