# 面板：图片四周的文字。

# 图层。

layers-title = 图层（{ $count }）
layers-hide = 隐藏 { $name }
layers-show = 显示 { $name }
layers-opacity = { $name } 的不透明度
layers-more = { $name } 的更多操作
layers-name = 图层名称
layers-more-tip = 顺序、名称、删除、再次编辑
layers-up = 上移
layers-down = 下移
layers-delete = 删除

# 右侧面板。
side-continues = 从第 { $step } 步之后继续
side-from-start = 从头开始
side-from-start-tip = 下一次编辑重新从头开始
side-cost = { $cost }，约需 { $megabytes } MB 内存
side-region = 区域 { $width } × { $height } → 模型 { $model_width } × { $model_height }
side-loses = 以 { $model_width } × { $model_height }（原为 { $width } × { $height }）编辑：细节会丢失
side-mask = 在局部绘制掩码
side-mask-tip = 选用画笔：只编辑您绘制的部分，尺寸更精细
side-raise = 提高分辨率
side-raise-tip = 模型看到的图片面积加倍；速度相应变慢
side-count = 候选结果数量
side-count-tip = 生成多少个候选结果，各用自己的种子
side-live-tip = { $tip }；按钮上显示一次预览所需的时间

# 顶部栏。
top-menu = 菜单
top-menu-tip = 打开、导出、模型、主题、快捷键
top-dark = 深色
top-light = 浅色
top-menu-item = 菜单，{ $label }
top-dirty = { $width } × { $height } 像素，尚未导出
top-clean = { $width } × { $height } 像素，没有需要导出的内容
top-zoom = 缩放
top-zoom-tip = 图片的显示大小；滚轮以指针处为中心缩放
top-compare-keys = { $keys }；按住 Tab 只显示原图

# 候选结果。
candidates-one = 候选结果
candidates-of = 候选结果，{ $done } / { $of }
candidates-shallow = { $all } 次网络调用中有 { $shallow } 次只运行了最外层：接近精确结果；要得到精确结果，请将“步骤间节省计算”设为 1
candidates-not-exact = { $seconds } 秒，非精确
panel-seconds = { $seconds } 秒
candidates-number = 候选结果 { $number }
candidates-seed = { $name }，种子 { $seed }

# 状态栏。
status-builtin = 内置模型
status-model = 模型
status-region = { $width } × { $height } 区域
status-resume = 继续
status-progress = 进度 { $percent } %
status-paused = 已暂停
status-loading = 正在加载模型，{ $percent } %
status-waiting = 等待中
status-encode = 正在读取图片
status-compare = 正在比较提示词，{ $i } / { $of }
status-invert = 正在反演，{ $i } / { $of }
status-source = 正在生成源图，{ $i } / { $of }
status-look = 正在查看提示词，{ $i } / { $of }
panel-step-of = 第 { $i } 步，共 { $of } 步
status-decode = 正在绘制结果
status-candidate = 候选结果 { $i } / { $of }
status-left = 剩余 { $time }
status-minutes = { $minutes } 分 { $seconds } 秒
panel-reading = 正在读取…
status-edging = 正在处理掩码；按 Esc 放弃
status-changing = 正在修改图像；按 Esc 放弃
status-stopped = 已停止；图片保持原样
status-done = 按 { $keys } 接受候选结果，按 Esc 放弃

# 胶片条。
film-step = 第 { $i } 步，共 { $of } 步，噪声 { $sigma }
film-step-number = 第 { $i } 步
film-result = 结果
film-ready = 模型正在准备
film-hover = 将指针移到胶片条上查看每一步
film-tip = 模型在这一步对图片的预测 (x̂₀)；噪声为 σ
film-live = 实时预览
film-other-step = 运行 { $run }，第 { $i } 步
film-other-result = 运行 { $run }，结果

# 空窗口。
empty-drop = 拖入或粘贴一张图片，或按 { $keys }
empty-open = 打开图片…
empty-try = 或试试这些示例
empty-sample = 试试：{ $name }
empty-sample-tip = 打开此图片，并填入提示词“{ $words }”
empty-drop-zone = 放下图片、配方或模型文件夹

# 编辑的开销。
cost-calls-seconds = { $calls } 次网络调用，约 { $seconds } 秒
cost-calls = { $calls } 次网络调用

# 对比。
pair-times = { $times } 次 (r = { $times })
pair-once = 一次 (r = 1)
live-full = 上一次是完整计算的
live-part = 上一次在 { $passes } 次网络计算中的 { $patched } 次里重新计算了该部分的 { $percent } %：接近精确结果，“编辑”会完整计算
canvas-original = 原图
canvas-now = 现在
canvas-name = 画布
layer-picture = 图片
top-step = { $tip }：{ $step }
