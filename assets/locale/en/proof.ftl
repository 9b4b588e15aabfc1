# Proof: what differs from the original picture, and that nothing does outside the masks.

proof = Proof
proof-tip = Shows every pixel that differs from the original, and counts those outside the mask
proof-title = What differs from the original
proof-close = Close the proof
proof-close-tip = Shows the picture again
proof-comparing = Comparing every pixel…
proof-cannot = The picture can't be compared with the original: { $reason }
proof-failed = The proof can't be shown
proof-outside = pixels differ outside the mask
proof-outside-why = Something other than an edit changed them, such as a layer that was hidden, faded, moved or merged.
proof-changed = { $count } pixels differ in all
proof-no-edit = No edit is seen in the picture yet.
proof-inside = Inside the mask ({ $pixels } pixels): PSNR { $psnr }, SSIM { $ssim }
proof-inside-tip = How near the edit is to the original: higher is nearer. 30 dB and 0.9 are small changes; equal pictures have ∞ and 1
proof-difference = Difference
proof-difference-tip = Black is the same; the brighter, the more a pixel differs
proof-map = Changed or not
proof-map-tip = Every pixel that differs is lit, however little; red where it must not
proof-gain = Amplified
proof-gain-tip = Makes small differences visible: at 64 × one level of 255 is a dark grey
