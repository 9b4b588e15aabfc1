# 快捷键编辑器。

keys-ours = Palimpsest
keys-preset = 预设
keys-preset-tip = 您在其他软件中习惯的按键；您自己的改动会保留
keys-search = 按名称或按键搜索
keys-nothing = 没有这样的名称。
keys-reset-all = 全部重置
keys-reset-all-tip = 所有按键恢复为预设
keys-reset = 重置“{ $what }”的按键
keys-reset-tip = 恢复为预设的按键
keys-press = 请按键…
keys-change = { $what }，按键 { $number }
keys-add = { $what }，再加一个按键
keys-change-tip = 点击后按下新的按键。Esc 保持不变，Backspace 移除按键
keys-wrong = 设置中的部分按键无法使用
keys-wrong-told = 它们留在文件中但不起作用：没有这样的按键或操作，或按键已用于另一项操作；可在“快捷键”中修改
keys-taken = { $keys } 已用于“{ $what }”。
keys-of-the-window = { $keys } 用于在窗口中移动，不能另作他用。
keys-take = 移到这里
keys-take-tip = 另一项将失去此按键
keys-leave = 保持原样

# 仅用按键操作窗口和画布。

command-next-region = 窗口的下一部分
command-next-region-tip = 让画布、胶片条、面板、顶栏和工具栏依次获得键盘焦点
canvas-cursor = 光标位于 { $x }，{ $y }
canvas-cursor-down = 光标位于 { $x }，{ $y }，工具已按下
gesture-arrows = 方向键、空格
gesture-arrows-does = 在画布上：移动光标，按住 Shift 每次一个像素；空格按下或抬起工具
