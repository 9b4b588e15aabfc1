# The queue: edits that wait for the one that runs.

queue-add = Add to queue
queue-add-tip = Runs this edit, as it is now, when those before it are done
queue-count = Queue, { $count } waiting
queue-held = Queue held, { $count } waiting
queue-list = Waiting edits
queue-hold = Hold the queue
queue-go-on = Let the queue go on
queue-hold-tip = While it is held, nothing new begins; what runs is finished
queue-clear = Empty the queue
queue-clear-tip = Takes all waiting edits away; what runs goes on
queue-seed = Seed { $seed }
queue-drag = Drag it to another place
queue-first = Put { $place } first
queue-up = Move { $place } up
queue-down = Move { $place } down
queue-remove = Remove { $place }
queue-place-tip = Changes what runs next
queue-remove-tip = Takes this edit out of the queue
queue-full = The queue is full
queue-full-told = At most { $most } edits can wait; wait for some of them, or remove some
queue-dropped = The queue was emptied
queue-dropped-told =
    { $count ->
        [one] One edit waited for the picture that was open before
       *[other] { $count } edits waited for the picture that was open before
    }
