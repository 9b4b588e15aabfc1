# 对话框。

dialog-close = 这张图片尚未保存
dialog-close-it = 图片
dialog-close-export = 导出…
dialog-close-save = 保存
dialog-close-save-tip = 将图层、掩码和设置写入项目，然后继续
dialog-close-export-tip = 只写出图片，不含图层
dialog-close-keep = 继续编辑
dialog-close-discard-mask = 放弃掩码
dialog-close-discard-edits = 放弃编辑
dialog-close-results = “{ $name }”的结果将会丢失。
dialog-close-discard-results = 放弃结果
dialog-close-mask = “{ $name }”的掩码将会丢失。
dialog-close-edits = “{ $name }”的编辑将会丢失。

# 导出。
dialog-export = 导出图片
export-format = 格式
export-quality = 质量
export-quality-tip = 越高：越接近原图，文件越大
export-promise = 掩码之外的每个像素都与原图相同
export-no-promise = JPEG 无法保证掩码之外的像素完全相同；其他格式可以
export-metadata = 元数据
export-none = 无
export-none-tip = 仅像素和颜色配置文件
export-original = 原始
export-original-tip = 包括相机数据
export-recipe = 包括配方
export-recipe-tip = 将此文件拖到窗口上，即可恢复上次编辑的全部设置
export-no-recipe = 还没有进行过编辑
export-file = 文件
export-browse = 浏览…
export-browse-tip = 选择文件夹和名称
dialog-folder-and-name = 文件夹和名称
export-exists = 此文件已存在，将被替换
export-do = 导出文件
export-png-tip = 无损，8 或 16 位，带透明通道
export-jpeg-tip = 文件小；每个像素都会略有改变，不保留透明通道
export-webp-tip = 无损且文件小，8 位，带透明通道

# 通用。
dialog-cancel = 取消

# 系统没有文件对话框时输入路径。
path-open = 打开图片或配方
path-open-hint = 文件路径
path-open-do = 打开文件
path-model = 打开模型文件夹
path-model-hint = 文件夹路径
path-model-do = 打开文件夹
path-models = 添加存放模型的文件夹
path-models-do = 添加文件夹
path-export = 导出到
path-export-do = 使用此路径
path-path = 路径
dialog-gestures = 鼠标和按住的键
dialog-leave = 关闭

# 系统文件对话框。
files-open = 打开图片
files-kinds = 图片和配方

# 模型。
models-title = 模型
models-browse = 浏览模型
models-hint = 模型文件夹路径
models-folder = 模型文件夹
models-bigger = 更大的模型可以编辑任何您说得出的事物
models-bigger-more = 任何 diffusers 格式的 Stable Diffusion 1.x 或 2.x 文件夹都可以使用：其中包含 model_index.json、unet、vae、text_encoder 和 tokenizer，可从模型网站下载。
models-knows = 内置模型认识的词
models-knows-more = 它只在一个小小的绘本世界中训练，其他一概不知，且只懂英文。句式：风格、颜色和事物、场景、时间，大多可省略，例如 “a watercolor painting of a red tulip on grass at sunset”（日落时草地上一朵红色郁金香的水彩画）。
models-in-use = 使用中
models-use = 使用
models-small = 小型潜空间扩散模型
models-pixel = 像素空间扩散模型，不接受提示词
models-reading = 正在读取…
models-name-in-use = { $name } 使用中
models-use-name = 使用 { $name }
models-told = { $family }，{ $side } × { $side } px，{ $millions } 百万参数
models-things = 事物
models-colours = 颜色和大小
models-scenes = 场景
models-time = 时间和天气
models-styles = 风格
