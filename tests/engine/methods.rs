//! Editing methods with the built-in model: the mask's promise, strength, round trips.
