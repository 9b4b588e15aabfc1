//! Which part of the picture the model sees, at which size; and back.
