# The parameter grid.

grid = Parameter grid
grid-tip = Runs the edit with each pair of values of two parameters, and shows them side by side
grid-across = Across
grid-down = Down
grid-none = Nothing
grid-axis-tip = Which parameter changes along this side
grid-range = From – to
grid-range-tip = So many values from the first to the last, evenly spaced
grid-list = List
grid-list-tip = Values one by one
grid-from = From
grid-to = To
grid-many = How many values
grid-values = Values
grid-values-hint = Values with commas between
grid-words-hint = Words with bars between: a dog | a cat
grid-cost =
    { $count ->
        [one] One edit, { $cost }
       *[other] { $count } edits, { $cost }
    }
grid-no-axis = Choose a parameter for at least one side
grid-same-axis = Both sides are of the same parameter; choose another for one of them
grid-wrong-count = { $label }: 1 to { $most } values are needed, these are { $count }
grid-out-of-range = { $label }: { $value } is not between { $least } and { $most }
grid-run = Run the grid
grid-run-tip = Sends all edits to the queue, one cell after the other; results go into the gallery too
grid-close = Close
grid-close-tip = Leaves the grid; what runs goes on
grid-done = { $done } of { $of } cells
grid-export = Export sheet…
grid-export-tip = Writes all cells with their labels as one PNG, with the recipe in it
grid-export-none = No cell is finished yet
grid-title = Across: { $x }. Down: { $y }
grid-title-one = Across: { $x }
grid-cell = Cell { $values }
grid-values-of = { $x }, { $y }
grid-cell-tip = Brings back all settings of this cell and shows its result
grid-cell-runs = Running
grid-cell-waits = Waiting
grid-cell-none = Not run
grid-path = Export the sheet to
grid-path-use = Write sheet
