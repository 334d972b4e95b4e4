"""What is shown: pure functions from facts to Block Kit, one message per file."""
