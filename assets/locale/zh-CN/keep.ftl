# 日志。
keep-not-kept = 您的工作目前没有被记录
keep-stuck = 日志无法写入（{ $reason }）：可以继续工作，但请经常保存，并腾出或重新挂载磁盘；程序会自动重试
keep-too-large = 此图片的日志一次就需要 { $megabytes } MB：请在设置中提高上限，在此之前请经常保存
keep-not-forgotten = 一份不再需要的日志无法删除
keep-no-recovery = 遗留的内容无法恢复
keep-no-document = 它在文档写完之前就结束了
keep-no-result = 有一个结果无法写入日志
keep-no-results = 结果无法恢复
keep-part = 已恢复到无法读取的部分之前
keep-back = 您的工作已恢复
keep-back-more = { $name }，含 { $steps } 项未保存的更改；可以撤销
recover = 恢复未保存的内容？
recover-more = 窗口在保存之前被关闭。直到最后一笔的内容都还在。
recover-steps = { $steps } 项更改{ $results ->
    [0] {""}
   *[other] ，{ $results } 个结果
}
recover-minutes = { $minutes ->
    [0] 刚刚
   *[other] { $minutes } 分钟前
}
recover-hours = { $hours } 小时前
recover-days = { $days } 天前
recover-restore = 恢复
recover-restore-it = 恢复 { $name }
recover-restore-tip = 按原样打开，撤销步骤也在
recover-discard = 丢弃
recover-discard-tip = 永久丢弃
recover-later = 以后再说
recover-later-tip = 保留原处：下次启动时再询问
