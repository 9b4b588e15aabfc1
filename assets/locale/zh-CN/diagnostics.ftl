# 供修复程序的人使用的报告。

diagnostics = 收集诊断信息
diagnostics-tip = 复制一份关于程序、处理器、模型和最近通知的报告；其中没有您的姓名、路径和提示词
diagnostics-copied = 报告已复制
diagnostics-file = 也保存在 { $file } 中。
diagnostics-paste = 请粘贴到您报告问题的地方
diagnostics-only-copied = 报告已复制，但无法写入文件
