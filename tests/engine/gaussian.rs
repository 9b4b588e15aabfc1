//! The loop against a model whose score is exact: Gaussians and mixtures.
