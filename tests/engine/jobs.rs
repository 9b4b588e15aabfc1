//! The engine: queue, live jobs, cancel, pause, the same bytes on any number of threads.
