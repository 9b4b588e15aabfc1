# 无法完成的原因；底层以英文给出，窗口按英文查找译文。

problem-cancelled = 已取消
problem-missing = { $method } 需要{ $what }
problem-not-a-recipe = 不是配方：{ $reason }
problem-newer = 配方版本为 { $found }，本程序最高可读取 { $known }；请更新程序
problem-memory = 此编辑约需 { $needed } MB 内存，可用 { $free } MB；请降低分辨率或缩小掩码
problem-fault = 由于本程序的错误（{ $reason }），编辑已停止；图片没有任何改变

# 去噪循环。
problem-not-finite = 第 { $step } 步出现非有限数值；请降低引导系数或换一个采样器
problem-no-gradient = 梯度未能到达 { $what }
problem-tensor = 张量运算失败：{ $reason }

# 模型。
problem-not-a-model = 不是可用的模型（{ $reason }）：{ $path }
problem-lacks = 权重缺少张量 { $name }（应为形状 { $shape }）
problem-shape = 张量 { $name } 的形状为 { $found }，应为 { $expected }
problem-values = 张量 { $name } 含有非有限数值
problem-config = 无法使用 { $file }：{ $reason }
problem-weights = 权重文件已损坏（{ $reason }）：{ $path }
problem-network = 网络不能这样运行：{ $reason }

# 图片及其文件。
problem-read = 无法读取文件（{ $reason }）：{ $path }
problem-decode = 无法解码图片：{ $reason }
problem-too-large = 图片太大：{ $width }×{ $height } 像素，最多可打开 { $limit } 百万像素
problem-encode = 无法编码图片：{ $reason }
problem-write = 无法写入文件（{ $reason }）：{ $path }
problem-size = 尺寸不符：{ $reason }

# 模型无法运行的方法。
problem-no-instructions = { $name } 未经遵循指令的训练：其网络读取 { $reads } 个通道，而不是 { $wanted } 个
problem-no-hole = { $name } 未经填补空洞的训练：其网络读取 { $reads } 个通道，而不是 { $wanted } 个
problem-instructions = { $name } 是为遵循指令训练的：请使用 instruct_pix2pix
problem-holes = { $name } 是为填补空洞训练的：请使用 inpaint
problem-channels = { $name } 接收 { $reads } 个通道：不支持输入不止一张图片的模型
problem-pixels = { $name } 在像素上工作：没有可混合的潜变量，请使用 sdedit 加掩码
problem-takes-no-words = { $name } 不接受提示词

# 采样器。
problem-only-ddim = { $method } 用 ddim 从图片上行，只有 ddim 能返回，{ $sampler } 不能
problem-no-travel = { $method } 会回退步骤，{ $sampler } 做不到
problem-no-karras = { $sampler } 只用自己的噪声级别；Karras 调度适用于 { $samplers }
problem-other-levels = { $child } 与 { $parent } 的噪声级别不同，因此不能从那次运行的步骤继续

# 附加控制。
problem-itself = { $method } 用自己的参数就能做到
problem-told = { $method } 接受的是指令而不是图片描述：其词语没有可保留的位置
problem-replays = { $method } 重放图片自身路径的噪声，回退步骤会偏离该路径
problem-misses = { $method } 会补上与图片自身路径的偏差，回退步骤会偏离该路径：反演设为 plain、negative_prompt 或 null_text 即可

# 配方中的数字和词语。
problem-range = 必须在 { $from } 到 { $to } 之间，现在是 { $value }
problem-shows-already = 提示词与图片现状相同：无法由此找出掩码
problem-version = 本程序运行版本 { $ours }，而不是 { $found }
problem-characters = 最多读取 { $most } 个字符，现在有 { $length } 个
problem-tile = 必须在 64 到 4096 之间，0 表示不分块，现在是 { $value }
problem-strength = 必须大于 0 且不超过 1，现在是 { $value }
problem-other-model = 配方所用的模型不是 { $name }，而是：{ $other }
problem-no-reuse = null_text 每一步避免的词语都不同：没有可复用的内容，必须为 1
problem-no-autoencoder = 此模型没有可分块的自编码器：必须为 0
problem-needs-picture = { $method } 需要一张图片
problem-mask-alone = 没有图片，掩码不起作用
problem-mask-size = 掩码为 { $mask_width }×{ $mask_height } 像素，图片为 { $width }×{ $height }；两者尺寸必须相同
problem-mask-empty = 掩码为空：不会有任何改变
problem-extent = 总共可生成 1 到 { $most } 像素，不能是 { $width }×{ $height }
problem-picture = 需要一张图片
problem-no-words = 此模型不接受提示词
problem-added-travel = also.travel 会回退步骤，{ $sampler } 做不到
problem-say-now = 请说明图片现在显示的内容（没有图片时：布局的来源）
problem-no-word = 提示词“{ $prompt }”中没有这个词：{ $word }
problem-neither = “{ $source }”和“{ $target }”中都没有这个词：{ $word }
problem-subtract = 应从 method.blend 的词关注处减去；但没有这样的词
problem-branches = 最多可连续 { $most } 个分支
problem-parent = 在其继续的配方中，{ $field }：{ $reason }
problem-same-steps = 要从那次运行的步骤继续，必须保持 { $steps }，现在是 { $value }
problem-same-region = 要从那次运行的步骤继续，必须保持原样
problem-branch-step = 那次运行有 { $steps } 步，从 0 计数；现在是 { $value }
problem-field = { $field }：{ $reason }

# 项目。
problem-project-io = 无法读取或写入文件（{ $reason }）
problem-project-foreign = 这不是 Palimpsest 项目，或文件不完整
problem-project-newer = 由更新版本的 Palimpsest 生成（文件版本 { $version }）；请更新后再打开
problem-project-crowded = 项目声称有 { $count } 个部分，超出了项目的上限
problem-project-escape = 项目引用了自身以外的文件（{ $name }）；它不是由 Palimpsest 生成的
problem-project-strange = 项目含有不应存在的部分（{ $name }）；它不是由 Palimpsest 生成的
problem-project-twice = 项目含有两个同名部分；它不是由 Palimpsest 生成的
problem-project-missing = 项目缺少一个部分（{ $name }）；备份可能是完整的
problem-project-damaged = 项目的一个部分已损坏（{ $name }）；备份可能是完整的
problem-project-lying = 项目某部分的大小与其声称的不符（{ $name }）；它不是由 Palimpsest 生成的
problem-project-bomb = 项目某部分解压后远大于其应有大小（{ $name }）；它不是由 Palimpsest 生成的
problem-project-large = 项目过大：其图片占 { $size } GiB，最多可打开 { $most } GiB
problem-project-wordy = 项目过大：其描述占 { $size } MiB，最多可打开 { $most } MiB
problem-project-unsound = 项目内容不一致：{ $reason }
problem-project-version = 它没有说明自己的版本
problem-project-not-there = 某个结果引用了不存在的图片
problem-project-strokes = 某个结果含有笔画
problem-project-counts = 它有 { $parts } 个部分，却计为 { $counted } 个
problem-project-all = 全部
problem-project-png = 这不是 PNG 文件，或文件不完整

# 图片文件。
problem-exif-empty = EXIF 数据为空
problem-exif-write = 无法写入 EXIF 数据（{ $reason }）
problem-profile = 颜色配置文件不适用于 RGB，已忽略
problem-pages = TIFF 有 { $count } 页：只打开第一页
problem-animated = 动画 { $name }：只打开第一帧
problem-contradicts = { $name } 文件关于尺寸的信息自相矛盾
problem-kind = 无法打开此类 { $name }（{ $reason }）
problem-asks = { $name } 文件要求的内存超过其像素所需
problem-broken = { $name } 文件不完整或已损坏（{ $reason }）
problem-exif-large = 其 EXIF 数据超过 JPEG 的容量；请在不含元数据的情况下导出
problem-side = { $name } 每边最多 { $most } 像素，此图片为 { $width }×{ $height }
problem-folder = 这是一个文件夹
problem-not-regular = 这不是普通文件
problem-larger = 文件大于可打开的任何图片
problem-empty-file = 文件为空
problem-no-name = 这不是文件名
problem-read-only = 文件为只读
problem-folder-is-file = 其文件夹是一个文件
problem-no-folder = 文件夹不存在
problem-no-file = 没有这个文件
problem-denied = 没有权限
problem-disk-read-only = 磁盘为只读
problem-disk-full = 磁盘已满
problem-png-broken = PNG 文件不完整或已损坏（{ $reason }）
problem-png-large = PNG 太大
problem-png-samples = PNG 含有未知类型的样本
problem-png-recipe = 无法读取 PNG 中的配方：{ $reason }
problem-tiff-write = 无法写入 TIFF（{ $reason }）
problem-nothing = 其中没有任何内容
problem-format = 不是可以打开的图片格式（PNG、JPEG、WebP、TIFF、GIF）
problem-cut = { $name } 文件不完整或已损坏
problem-no-pixels = 图片没有像素（{ $width }×{ $height }）
problem-no-gif = GIF 文件中没有图片
problem-no-jpeg = JPEG 文件中没有图片
problem-png-header = PNG 文件缺少文件头
problem-png-checksum = PNG 文件的校验和错误
problem-no-png = PNG 文件中没有图片
problem-no-tiff = TIFF 文件中没有图片
problem-webp-header = WebP 文件缺少文件头
problem-no-webp = WebP 文件中没有图片

# 文档和后台计算。
problem-kept = 保留的部分必须在图片之内
problem-outside-canvas = 新画布中没有图片的任何部分
problem-layer-lost = 某个图层会变得过小，或离得过远
problem-result-outside = 结果在图片之外
problem-result-size = 结果与图片的尺寸不同
problem-result-mask = 结果的掩码与图片的尺寸不同
problem-paste-far = 粘贴位置超出图片太远
problem-set-mask = 掩码为 { $width }×{ $height } 像素，图片为 { $picture_width }×{ $picture_height }
problem-candidates = 必须在 1 到 8 之间，现在是 { $value }
problem-long-ago = 这次运行太久远，无法完整生成其中的步骤
problem-words-none = 没有词语
