# The gallery: all results of the opened picture, accepted or not.

gallery = Gallery
gallery-tip = Shows all results of this picture, accepted or not, to look at, compare and come back to
gallery-look = Show result
gallery-look-tip = Shows this result over the picture
gallery-close = Close the gallery
gallery-close-tip = Hides the gallery; its results stay
gallery-count =
    { $count ->
        [one] One result
       *[other] { $count } results
    }
gallery-empty = Every finished edit stands here, whether you accept it or not
gallery-nothing-found = No result matches; search for fewer words
gallery-choose = Choose a result to see it over the picture
gallery-search = Search results
gallery-search-hint = Words, method, model or seed
gallery-search-tip = Shows the results whose words, method, model or seed have all of this
gallery-only-stars = Only starred
gallery-only-stars-tip = Shows the starred results alone
gallery-result = Result { $id }
gallery-result-more = { $method }, seed { $seed }, { $steps } steps, guidance { $guidance }, { $seconds } s, { $model }
gallery-recall = Recall
gallery-recall-tip = Brings back all settings and the mask that made this result
gallery-recall-seed = Recall seed
gallery-recall-seed-tip = Brings back the seed alone, and locks it
gallery-recall-words = Recall words
gallery-recall-words-tip = Brings back the words alone
gallery-accept = Accept as layer
gallery-accept-tip = Puts this result on a layer of its own; can be undone
gallery-compare = Compare with now
gallery-compare-off = End the comparison
gallery-compare-tip = The picture as it is now on the left of a line, this result on the right
gallery-side-now = Now
gallery-side-result = Result { $id }
gallery-star = Star
gallery-unstar = Take the star
gallery-star-tip = A starred result keeps its pixels, however many come after it
gallery-delete = Delete
gallery-delete-tip = Takes this result out of the gallery; the last one can be put back
gallery-put-back = Put back
gallery-put-back-tip = Puts the last deleted result back where it was
gallery-broken = The gallery can't show this result
gallery-let-go = Old results were let go
gallery-let-go-told =
    { $count ->
        [one] One old result has only its settings left, for want of memory; recall it and run again for the same pixels
       *[other] { $count } old results have only their settings left, for want of memory; recall one and run again for the same pixels
    }
gallery-gone = Its pixels were let go
gallery-gone-told = Recall it and run again: the same settings make the same pixels
gallery-other-size = This result is of another size
gallery-other-size-told = It was made when the picture had { $width } × { $height } pixels; its settings can be recalled
gallery-not-accepted = The result can't be accepted
gallery-vary = Vary from this one
gallery-vary-tip = Brings back all settings; the next edits are small steps from its seed
