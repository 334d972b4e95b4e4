"""The incident row, its timeline, and who may see it."""
