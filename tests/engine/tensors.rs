//! Tensor formulas against closed forms.
