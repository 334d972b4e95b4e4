"""What is to be done at a time: `due_at` is a column, and the pulse looks at it."""
