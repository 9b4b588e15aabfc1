# 贴入的图片与画框。

# 变换工具。
frame-transform = 变换
frame-transform-tip = 用控制点移动、缩放、旋转贴入的图片或生成结果
frame-hint-move = 用控制点移动、缩放或旋转
frame-hint-arrows = 方向键
frame-hint-nudge = 移动 1 像素，按住 Shift 移动 10 像素
frame-hint-done = 完成
frame-hint-free = 不锁定比例、直线移动、每 15° 一档
frame-hint-centred = 以中心为基准
frame-nothing = 还没有可以移动的图层：请粘贴一张图片，或从菜单置入
frame-x = X
frame-y = Y
frame-place-of = 图层自身左上角的位置，以图片像素计
frame-width = 宽
frame-height = 高
frame-size-tip = 图层的大小，以图片像素计
frame-ratio = 保持比例
frame-ratio-tip = 宽与高一起变化
frame-move = 移动
frame-scale = 缩放
frame-turn = 角度
frame-turn-tip = 图层顺时针旋转的角度
frame-mirror = 左右翻转
frame-mirror-tip = 左边变成右边
frame-upside-down = 上下翻转
frame-upside-down-tip = 图层的顶部变成底部
frame-reset = 原始大小
frame-reset-tip = 图层恢复正立和原始大小，中心位置不变
frame-fill = 适合图片
frame-fill-tip = 在图片范围内尽可能大，并居中
frame-done = 完成
frame-done-tip = 换回画笔；图层保持现在的位置（Enter 或 Esc）

# 粘贴。
frame-pasted = 它在单独的图层上：请拖到合适的位置
frame-open-pasted = 改为打开
frame-open-pasted-tip = 作为单独的图片打开，并移除这个图层
frame-place = 置入为图层…
frame-place-tip = 把另一张图片放在单独的图层上；也可以按住 Shift 拖入文件
frame-place-title = 将图片置入为图层
frame-place-do = 置入
