# The seed, and small steps from it.

seed-vary = Vary the seed
seed-vary-tip = Small steps from this seed: pictures that are much alike, each another one
seed-step = How far from the seed
seed-step-tip = Left: the seed's own picture; right: that of another seed (share of the other noise)
seed-step-same = Same
seed-step-other = Other
seed-towards = Towards seed
seed-towards-tip = The seed whose noise is mixed in; a free seed takes another one every run
seed-towards-dice = Throw the dice for a variation
seed-towards-dice-tip = Another direction, as far from the seed
