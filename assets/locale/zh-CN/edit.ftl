# 编辑表单：提示词、滑块，以及各方法显示的内容。

# 提示词。

prompt-hint = 图片应显示的内容
prompt-hint-draw = 要画什么
prompt-prompt = 提示词
prompt-tip = 描述编辑后整张图片的词语
prompt-was = 原为
prompt-was-hint = 图片现在显示的内容
prompt-was-tip = 描述图片现状的词语：越贴切，保留得越好
prompt-was-caption = 原为：{ $caption }
prompt-caption-tip = 图片现在显示的内容；此方法只需要提示词
prompt-avoid = 避免
prompt-avoid-hint = 不应出现的内容
prompt-avoid-tip = 使图片远离这些词语（负面提示词）；引导系数大于 1 时有效
prompt-tokens = { $count } / { $limit } 个词元
prompt-cut = { $count } / { $limit } 个词元：之后的内容不会被读取
prompt-cut-tip = 此模型最多读取这么多；请先说重要的内容
prompt-tokens-tip = 模型读取的词的片段

# 带推子的词。
words-words = 词语
words-tip = 拖动数字增强或减弱一个词；单击词语查看它关注的位置
words-new-tip = 提示词中新增。显示此词关注的位置
words-look-tip = 显示此词关注的位置
words-no-picture = 打开一张图片以查看此词关注的位置
words-look = 查看“{ $word }”
words-weight-tip = 大于 1：增强；0：如同没有说；小于 0：远离。双击可输入数字
words-weight = “{ $word }”的权重
words-was = 原为：
words-goes = 移除：{ $words }
words-looking = 正在查看“{ $word }”关注的位置…
words-none-here = 没有特定的词
words-here = 指针处：{ $words }
words-here-tip = 对此处的关注多于别处的词，关注最多的排在最前
words-step = 图的步骤
words-step-tip = 0 为所有步骤的平均；1 噪声最大，布局由此而来
words-mask = 用作掩码
words-mask-tip = 将此词关注的位置设为掩码；可用画笔修改
words-only-tip = 所有带此标记的词都不关注的地方，一切保持原样 (LocalBlend)
words-only = 只在“{ $word }”关注处改变

# 滑块。
sampling-guidance = 遵循提示词（引导系数）
sampling-guidance-tip = 越高：越贴近提示词，对比更强，变化更少（引导系数 s）
sampling-steps = 步数
sampling-steps-tip = 越多：越精细也越慢；20 到 30 步适合大多数图片
sampling-fewer-tip = 更轻微的编辑从噪声到图片的较晚处开始，因此运行的步数更少
sampling-fewer = 将运行 { $steps } 步中的 { $run } 步
sampling-more = 将运行 { $run } 步
sampling-more-tip = 部分路程会重复经过
sampling-own = 方法与采样器
sampling-region = 尺寸与周围
sampling-strength = 改变多少（去噪强度）
sampling-strength-tip = 左：您的图片加上新的细节；右：只保留大致颜色（去噪强度 t₀）
sampling-keep = 保留
sampling-change = 改变
sampling-fill = 起始内容
sampling-fill-tip = 加噪之前掩码部分的填充内容
sampling-sampler = 采样器
sampling-karras = Karras 噪声调度
sampling-karras-tip = 更多步数用于细节：步数少时通常更好
sampling-eta = 新增噪声 (η)
sampling-eta-tip = 0：确定性；1：每一步加入与 DDPM 同样多的新噪声
sampling-rescale = 缓和引导 (φ)
sampling-rescale-tip = 越高：引导系数高时对比和颜色越自然（重缩放 φ）
sampling-reuse = 步骤间节省计算（复用）
sampling-reuse-tip = 1：每步完整计算。N：每 N 步完整计算一步，其余只重算最精细的部分 (DeepCache)：更快，图片相近。内置模型，20 步，与全部完整计算相比：2 和 3 约为 34 和 28 dB，模型作出不同选择时更低，肉眼可见
sampling-exact = 精确
sampling-fast = 快速
sampling-whole = 整体
sampling-tiles = 按 { $side } px 分块
sampling-decoding = 解码（VAE 分块）
sampling-decoding-tip = 区域大于一块时，分块所需内存更少，时间最多加倍；图片几乎相同（内置模型：与整体相比 41 到 65 dB），没有接缝
sampling-resolution = 分辨率
sampling-resolution-tip = 越高：保留的细节越多，速度相应变慢；1 为模型的设计尺寸
sampling-surroundings = 周围
sampling-surroundings-tip = 模型能看到掩码周围多少图片：越多越协调，越少越精细
sampling-enlarge = 放大小的部分
sampling-enlarge-tip = 将小的掩码部分放大后给模型看：更精细，但还原后会更柔和
fill-keep = 图片本身
fill-keep-tip = 去噪强度低时，现有内容会透出来
fill-blur = 模糊的图片
fill-blur-tip = 保留颜色，去掉形状
fill-border = 周围的颜色
fill-border-tip = 从边缘向内填充：最适合移除物体
fill-neutral = 灰色
fill-neutral-tip = 原有内容完全不留
fill-noise = 噪声
fill-noise-tip = 给新内容最大的自由

# 种子。
seed-seed = 种子
seed-dice = 掷骰子
seed-dice-tip = 换一个种子：同样的提示词，另一张图片
seed-locked = 种子已锁定
seed-locked-tip = 每次运行使用同一个种子：只有您的改动会带来差别
seed-free = 种子未锁定
seed-free-tip = 每次运行使用新种子；单击可保留当前种子
seed-tip = 生成噪声的数字：同一数字，同一图片
seed-number = 种子，数字
slider-number = { $label }，数字

# 会回退的运行路径。
way-time = 第 { $i } 步，共 { $of } 步，在此噪声级别第 { $time } 次，共 { $times } 次
way-steps = 路径共 { $steps } 步
way-tip = 从噪声（上方）到图片的路径：每个齿表示回退并重新思考。共 { $steps } 步
way-once = 一次 (r = 1)
way-times = { $times } 次
way-run = 第 { $which } 次运行，共 2 次：{ $times }
way-stop-tip = 停止对比
way-same = “重新思考”为 1：两者会相同
way-this-tip = 显示这一个
way-cost = { $calls } 次调用，{ $seconds } 秒

# 由词语找到的掩码。
difference-title = 由词语找到的掩码
difference-comparing = 正在比较词语…
difference-find = 查找掩码
difference-find-tip = 显示新旧词语的差异之处；{ $calls } 次网络调用，尚不编辑
difference-share = 占图片的 { $percent } %；可用上方的阈值调整
difference-none = 没有这么大的差异；降低阈值可找到更多
difference-mask-tip = 将亮处设为掩码；可用画笔修改
difference-hide-tip = 移除热图

# 往返噪声。
trip-title = 往返噪声
trip-psnr = { $psnr } dB
trip-psnr-most = { $psnr } dB，自编码器最多可达 { $most } dB
trip-cost = { $calls } 次网络计算，其中 { $reused } 次取自缓存；{ $seconds } 秒
trip-other = 来自与当前不同的设置
trip-ddim = 由反演找到的噪声还原：这是图片自身的噪声
trip-ddpm = 由同等强度的任意噪声还原：只有噪声未覆盖的才是图片的
trip-told = { $name }，{ $psnr } dB

# 附加到方法上的控制。
also-also = 附加
also-tip = 可附加到此方法的其他方法的控制
also-now = 现在显示的内容
also-blend-tip = 其余一切保持原样：任一提示词中的词，以逗号分隔 (LocalBlend)
also-blend = 只在这些词关注处改变
form-none = 此方法没有自己的参数
way-compare = 对比 r = 1 | r = { $r }
method-why-not = { $reason }。
