# 选区：绘制掩码形状或按颜色选取的工具，以及它们与掩码的合并方式。

select-ellipse = 椭圆
select-ellipse-tip = 将椭圆设为掩码；Shift 添加，Alt 减去；拖动中再按：正圆、从中心
select-polygon = 多边形
select-polygon-tip = 将逐点圈出的部分设为掩码；按 Enter 或双击闭合
select-wand = 魔棒
select-wand-tip = 将与所点位置颜色相近的部分设为掩码
select-range = 颜色范围
select-range-tip = 将所有与所点颜色相近的部分设为掩码，颜色越远覆盖越少

select-replace = 新建掩码
select-replace-tip = 所绘形状取代原有掩码
select-add = 添加到掩码
select-add-tip = 所绘形状也成为掩码；与按住 Shift 相同
select-subtract = 从掩码减去
select-subtract-tip = 所绘形状不再是掩码；与按住 Alt 相同
select-intersect = 与掩码相交
select-intersect-tip = 只保留原掩码中被所绘形状覆盖的部分；与按住 Shift 和 Alt 相同

select-tolerance = 容差
select-tolerance-tip = 允许的颜色差异（最大 255）；越大，掩码越多
select-contiguous = 连续
select-contiguous-tip = 只选与所点位置相连的部分；否则选取整张图片
select-smooth-edge = 平滑边缘
select-smooth-edge-tip = 将边缘柔化约一个像素
select-softness = 柔和度
select-softness-tip = 颜色再远多少（最大 255）时逐渐减弱
select-sample = 取色自
select-sample-tip = 在哪张图片中比较颜色
select-sample-merged = 所有图层
select-sample-original = 原图

# 状态栏中的操作说明。
select-hint-even = 等边
select-hint-centred = 从中心
select-hint-click = 单击
select-hint-corner = 设置顶点
select-hint-enter = Enter
select-hint-close = 闭合
select-hint-backspace = Backspace
select-hint-corner-back = 撤回上一个顶点
select-hint-touch = 选取此颜色

# 对掩码边缘的处理。
select-smooth = 平滑
select-smooth-tip = 去掉约此大小的斑点、孔洞和缺口；直边不变
select-border = 边界
select-border-tip = 只保留沿边缘的此宽度的环
