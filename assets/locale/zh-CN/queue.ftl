# 队列：等待当前编辑完成的其他编辑。

queue-add = 加入队列
queue-add-tip = 排在前面的编辑完成后，按现在的设置运行此编辑
queue-count = 队列中有 { $count } 项等待
queue-held = 队列已暂停，{ $count } 项等待
queue-list = 等待中的编辑
queue-hold = 暂停队列
queue-go-on = 继续队列
queue-hold-tip = 暂停后不再开始新的编辑；正在运行的会完成
queue-clear = 清空队列
queue-clear-tip = 移除所有等待中的编辑；正在运行的继续
queue-seed = 种子 { $seed }
queue-drag = 拖动可调整位置
queue-first = 把第 { $place } 项放到最前
queue-up = 上移第 { $place } 项
queue-down = 下移第 { $place } 项
queue-remove = 移除第 { $place } 项
queue-place-tip = 改变接下来运行的顺序
queue-remove-tip = 从队列中移除此编辑
queue-full = 队列已满
queue-full-told = 最多可等待 { $most } 项；请等待部分完成，或移除一些
queue-dropped = 队列已清空
queue-dropped-told = 有 { $count } 项编辑是为之前打开的图片排队的
