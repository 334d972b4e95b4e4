"""One kind of effect per file: the Slack calls that make it happen."""
