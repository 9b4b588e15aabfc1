# 颜色：画笔、橡皮擦、填充、渐变、吸管，以及当前的颜色。

colour-title = 颜色
colour-paint = 绘画
colour-paint-tip = 在所选图层之上的绘画图层中用颜色绘画
colour-eraser = 绘画橡皮擦
colour-eraser-tip = 擦除所选图层上绘制的内容
colour-fill = 填充
colour-fill-tip = 填充与所点颜色相近的区域；有掩码时只在掩码内
colour-gradient = 渐变
colour-gradient-tip = 拖动：从当前颜色到另一种颜色；有掩码时只在掩码内
colour-eyedropper = 吸管
colour-eyedropper-tip = 吸取所点像素的颜色
colour-now = 当前颜色
colour-now-tip = 画笔、填充和渐变使用的颜色；单击可选择其他颜色
colour-other = 另一种颜色
colour-other-tip = 之前的颜色，也是渐变的终点；单击或按 X 使用它
colour-swap = 交换颜色
colour-swap-tip = 两种颜色互换；快捷键 X
colour-recent = 用过的颜色
colour-recent-number = 用过的颜色 { $number }
colour-take-tip = 使用此颜色
colour-main-number = 主要颜色 { $number }
colour-main-tip = 此图片的主要颜色；单击即可用它绘画
colour-opacity = 不透明度
colour-opacity-tip = 笔触遮盖下方内容的程度；快捷键 1 到 0
colour-smooth = 平滑笔触
colour-smooth-tip = 画笔如同被线牵引，手抖时也能画出平滑的线条
colour-tolerance-tip = 与所点颜色相差多少仍会被填充
colour-to-clear = 渐变到透明
colour-to-clear-tip = 渐变的终点为透明，而不是另一种颜色
colour-no-paint = 没有可擦除的内容
colour-no-paint-more = 所选图层不是绘画图层，或已锁定：请在图层列表中选择一个绘画图层
colour-no-fill = 无法填充
colour-hint-paint = 用颜色绘画
colour-hint-erase = 擦除绘画
colour-hint-look = 吸取颜色
colour-hint-fill = 填充
colour-hint-gradient = 渐变
colour-hint-x = X
colour-hint-swap = 交换颜色

# 方法下方的起步方式。
begin-title = 起步方式
begin-tip = 设置方法、去噪强度和工具
begin-paint = 先粗略绘画，再编辑
begin-paint-does = 用纯色画出大意，用提示词说明，然后点击“编辑”：笔触会变成实物并保持位置（SDEdit）。
