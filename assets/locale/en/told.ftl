# What the engine says of itself.

told-device = CPU, { $threads } threads
told-device-one = CPU, 1 thread
told-builtin = Built-in
