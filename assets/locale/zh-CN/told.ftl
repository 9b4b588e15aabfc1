# 引擎的自我说明。

told-device = CPU，{ $threads } 线程
told-device-one = CPU，1 线程
told-builtin = 内置模型
