# 通知：出错或需要了解的情况。

notice-no-picture = 无法打开图片
notice-no-export = 无法导出图片
notice-no-recipe = 无法打开配方
notice-large-recipe = 文件太大，不可能是配方
notice-no-sample = 无法打开示例
notice-dropped = 拖入的图片
notice-no-file = 无法打开文件
notice-file-gone = 文件已不存在
notice-pasted = 已粘贴
notice-no-paste = 无法粘贴图片
notice-no-model = 无法使用该模型
notice-no-edit = 编辑未能完成
notice-no-dialog = 没有文件对话框
notice-no-dialog-more = 此系统没有文件对话框：请输入文件夹和名称
notice-exported = 已导出
notice-no-own-recipe = 无法使用此图片中的配方
notice-restored = 设置已恢复
notice-restored-more = 提示词、滑块和种子已恢复原状
notice-restored-model = 它是用模型“{ $model }”生成的；请在“模型”中选择该模型的文件夹
notice-no-recipe-mask = 无法使用配方中的掩码
notice-details = 详情
notice-dismiss = 关闭通知
notice-dismiss-tip = 移除此通知
notice-settings-unsaved = 无法保存设置
notice-settings-unsaved-more = 设置将保留到窗口关闭为止
notice-no-letters = 没有支持此语言的字体
notice-no-letters-more = 请安装字体，例如软件包 fonts-noto-cjk (Debian, Ubuntu)、google-noto-sans-cjk-fonts (Fedora) 或 noto-fonts-cjk (Arch)，然后重新选择语言
notice-no-accept = 无法接受该候选结果
runs-from-words = 由文字生成.png
notice-edge-stays = 掩码边缘保持不变
notice-edge-stays-more = 计算新边缘时掩码被更改
notice-no-mask = 无法生成掩码
notice-no-words = 无法查看提示词
notice-no-difference = 无法比较提示词
notice-busy = 任务过多
notice-busy-more = 仍在读取文件；请稍后再试

# 目前无法编辑的原因。
why-title = 未开始
why-running = 正在进行编辑
why-mask = 正在处理掩码
why-model = 正在读取模型
why-no-picture = 请先打开一张图片
