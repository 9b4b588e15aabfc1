//! Layers, masks, undoable changes.
