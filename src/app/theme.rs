//! Colours, spacing and type: the only place that names a colour.
