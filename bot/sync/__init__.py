"""What is read from Slack, one kind per file: `SYNC` says how a page of it is read."""
