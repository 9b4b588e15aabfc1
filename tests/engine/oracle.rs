//! The mixture bench.
