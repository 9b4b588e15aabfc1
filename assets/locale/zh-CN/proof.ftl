# 验证：与原图的差异，以及掩码外没有任何改变。

proof = 验证
proof-tip = 显示与原图不同的每一个像素，并统计掩码外的改变
proof-title = 与原图的差异
proof-close = 关闭验证
proof-close-tip = 重新显示图片
proof-comparing = 正在逐像素比较…
proof-cannot = 无法与原图比较：{ $reason }
proof-failed = 无法显示验证
proof-outside = 个像素在掩码外不同
proof-outside-why = 改变它们的不是编辑，而是其他操作，例如图层被隐藏、降低不透明度、移动或合并。
proof-changed = 共有 { $count } 个像素不同
proof-no-edit = 图片中还看不到任何编辑。
proof-inside = 掩码内（{ $pixels } 个像素）：PSNR { $psnr }，SSIM { $ssim }
proof-inside-tip = 编辑结果与原图的接近程度：越高越接近。30 dB 和 0.9 表示改变很小；完全相同为 ∞ 和 1
proof-difference = 差异
proof-difference-tip = 黑色表示相同；越亮，差异越大
proof-map = 是否改变
proof-map-tip = 每个不同的像素都会点亮，无论差异多小；不该改变处为红色
proof-gain = 放大倍数
proof-gain-tip = 让微小差异可见：64 倍时，255 级中的一级显示为深灰
