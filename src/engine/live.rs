//! When a live edit reruns: pure logic, told the time.
