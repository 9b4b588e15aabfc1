# 设置：窗口的外观与可用的资源。

settings = 设置…
settings-tip = 主题、大小、语言、线程、内存和模型文件夹
settings-title = 设置
settings-look = 窗口
settings-theme = 主题
settings-scale = 大小
settings-scale-tip = 文字和按钮的大小
settings-language = 语言
settings-language-tip = 立即生效
settings-work = 计算与内存
settings-threads = 线程数
settings-threads-auto = 每个核心一个
settings-threads-tip = 线程少一些，可把处理器更多留给其他程序；线程数不影响结果
settings-threads-now = { $count ->
       *[other] 正在使用 { $count } 个；新的数目在没有编辑运行时立即生效
    }
settings-undo = 撤销历史上限
settings-undo-tip = 超出的最早步骤会被丢弃；最近一步总能撤销
settings-tiles = 显存图块上限
settings-tiles-tip = 视野外的图块留在显卡中，移回时更流畅
settings-journal = 日志上限
settings-journal-tip = 所做的一切都会写入磁盘上的日志，以免丢失；超出上限时日志会重写，不再包含较早的撤销步骤
settings-models = 模型文件夹
settings-models-why = 这些文件夹及其子文件夹中的模型会列在模型列表中。
settings-add-folder = 添加文件夹…
settings-add-folder-tip = 选择存放模型的文件夹
settings-remove-folder = 不再搜索 { $folder }
settings-remove-folder-tip = 从列表中移除该文件夹；其中的文件不受影响
settings-kept = 保存在 { $file }
settings-reset = 全部重置
settings-reset-tip = 恢复默认值；画笔和模型文件夹保持不变
settings-bad = 部分设置无法使用
settings-bad-all = 所有设置已恢复默认值。
settings-bad-some = 以下设置已恢复默认值：{ $fields }。
settings-bad-kept = 旧文件保存为 { $file }。
settings-bad-stays = 该文件保持原样：请修复或移走它，然后重新启动；在此之前设置不会被保存。
