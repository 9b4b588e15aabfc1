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

# 选区弹出菜单。
select-menu = 选区
select-menu-tip = 上次的选区、来自图层、已保存的、文件导入导出，以及掩码的显示方式
select-reselect = 重新选择
select-reselect-tip = 恢复上次的掩码
select-join = 与掩码的合并方式
select-from = 掩码来自…
select-from-tip = 由图层、差异或已保存的掩码生成掩码
select-alpha = 来自图层的 Alpha
select-alpha-tip = 将图层覆盖的部分设为掩码
select-difference = 来自差异
select-difference-tip = 将两张图片不同的部分设为掩码
select-difference-opened = 当前图片与打开时的原图
select-difference-between = “{ $one }”与“{ $other }”
select-difference-layer = “{ $name }”与其下方
select-kept = 已保存的掩码
select-kept-name = 掩码 { $number }
select-kept-field = 掩码名称
select-keep = 保存
select-keep-tip = 以此名称保存掩码，作为不可见的图层；单击即可恢复
select-load-tip = 恢复此掩码，按上面的方式合并
select-no-mask = 没有掩码
select-files = 文件
select-import = 导入掩码…
select-import-tip = 图片成为掩码：有 Alpha 时取 Alpha，否则白色可改变、黑色保留
select-import-title = 打开图片作为掩码
select-import-kinds = 图片
select-import-scaled = 其大小为 { $width } × { $height } 像素，已缩放到图片的 { $to_width } × { $to_height }
select-no-import = 无法打开掩码
select-export = 导出掩码…
select-export-tip = 将掩码写为灰度 PNG：白色可改变
select-export-title = 掩码写入到
select-exported = 掩码已写入
select-no-export = 无法写入掩码
select-tint = 掩码的显示方式
select-tint-colour = 掩码颜色
select-tint-colour-tip = 覆盖在可改变部分上的颜色
select-tint-strength = 强度
select-tint-strength-tip = 颜色遮住下方图片的程度
select-tint-usual = 默认
select-tint-usual-tip = 恢复主题自带的颜色

# 关于掩码应知道的事。
select-hidden = 掩码在起作用但被隐藏
select-hidden-tip = 只会编辑掩码内的部分；单击显示
select-faint = 掩码很淡：最多 { $percent } %
select-few = 掩码只覆盖 { $count } 个像素
select-hardly-tip = 编辑几乎看不出来；清除掩码即可编辑整张图片
options-more = 更多
options-more-tip = 此工具的其他设置
