# 快捷键列表。

shortcut-picture = 图片
shortcut-of-edit = 编辑
shortcut-view = 视图
shortcut-mask = 掩码
shortcut-open = 打开
shortcut-export = 导出
shortcut-close = 关闭
shortcut-edit = 运行编辑
shortcut-escape = 停止，或离开当前状态
shortcut-accept = 接受候选结果
shortcut-step-back = 胶片条中后退一步
shortcut-step-forward = 前进一步
shortcut-actual = 100 %
shortcut-double = 200 %
shortcut-split = 编辑前后分屏对比
shortcut-mask-view = 显示或隐藏掩码
shortcut-list = 此列表
shortcut-mask-none = 清除掩码
shortcut-mask-invert = 反转掩码
shortcut-feather = 羽化 4 px

# 鼠标和按住的键。
gesture-tab = 按住 Tab
gesture-tab-does = 显示原图
gesture-brackets = [ 和 ]
gesture-brackets-does = 缩小或放大画笔；按住 Shift 则更软或更硬
gesture-alt-wheel = Alt + 滚轮
gesture-alt-wheel-does = 画笔大小
gesture-right = 右键
gesture-right-does = 用同一笔尖擦除
gesture-shift-click = Shift + 单击
gesture-shift-click-does = 从上一点画直线
gesture-digits = 1 … 0
gesture-digits-does = 掩码值 10 … 100 %
gesture-pan = 空格 + 拖动，中键
gesture-pan-does = 移动图片
gesture-zoom = 滚轮、双指缩放
gesture-zoom-does = 以指针处为中心缩放
gesture-paste = Ctrl + V
gesture-paste-does = 粘贴图片
