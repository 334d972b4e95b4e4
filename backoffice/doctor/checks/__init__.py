"""One matter per file, found by its `MATTER`."""
