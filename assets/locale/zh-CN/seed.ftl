# 种子，以及从它出发的小步变化。

seed-vary = 种子变体
seed-vary-tip = 从此种子出发的小步变化：结果彼此相近而各不相同
seed-step = 偏离种子的程度
seed-step-tip = 左：此种子的结果；右：另一个种子的结果（混入另一种噪声的比例）
seed-step-same = 相同
seed-step-other = 不同
seed-towards = 朝向种子
seed-towards-tip = 混入其噪声的种子；未锁定时每次运行换一个
seed-towards-dice = 随机选择变体
seed-towards-dice-tip = 换一个方向，偏离程度不变
