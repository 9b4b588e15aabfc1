# 工具：名称、提示，以及状态栏中的操作说明。

tool-brush = 画笔
tool-eraser = 橡皮擦
tool-rectangle = 矩形
tool-lasso = 套索
tool-hand = 抓手

# 操作说明：手势及其作用。
hint-of = { $gesture }：{ $does }
hint-drag = 拖动
hint-paint = 绘制掩码
hint-right-drag = 右键拖动
hint-erase = 擦除
hint-shift-click = Shift+单击
hint-line = 从上一点画直线
hint-brackets = [ ]
hint-size = 大小
hint-shift-brackets = Shift+[ ]
hint-hardness = 硬度
hint-erase-mask = 擦除掩码
hint-e = E
hint-brush = 回到画笔
hint-new = 新建掩码
hint-shift = Shift
hint-add = 添加
hint-alt = Alt
hint-subtract = 减去
hint-shift-alt = Shift+Alt
hint-intersect = 相交
hint-move = 移动视图
hint-wheel = 滚轮
hint-zoom = 缩放
hint-esc = Esc
hint-back = 撤回
hint-space = 空格

# 工具栏。
tool-brush-tip = 绘制图片中可以改变的部分
tool-eraser-tip = 在绘制处移除掩码
tool-rectangle-tip = 将矩形设为掩码；Shift 添加，Alt 减去
tool-lasso-tip = 将圈选部分设为掩码；Shift 添加，Alt 减去
tool-hand-tip = 移动图片
tool-tip = 笔尖
tool-tip-tip = 画笔和橡皮擦的大小、硬度和数值
tool-edge = 掩码边缘
tool-edge-tip = 按像素扩展、收缩或柔化掩码
tool-edge-by = 距离
tool-edge-by-tip = 边缘移动或柔化的像素数（图片像素）
tool-edge-pixels = 像素
tool-grow = 扩展
tool-grow-tip = 掩码向外扩展
tool-shrink = 收缩
tool-shrink-tip = 掩码向内收缩
tool-feather-tip = 边缘变柔和：过渡更自然

# 笔尖。
tip-size = 大小
tip-size-tip = 直径（图片像素）；按键 [ 和 ]
tip-hardness = 硬度
tip-hardness-tip = 右：边缘清晰；左：变化逐渐淡出
tip-soft = 软
tip-hard = 硬
tip-value = 数值
tip-value-tip = 绘制处可以改变多少；按键 1 至 0
