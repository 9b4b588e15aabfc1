//! Checkpoints: good ones, and at least forty bad ones.
