"""One modal per file: a pure `view()` and what its submission does."""
