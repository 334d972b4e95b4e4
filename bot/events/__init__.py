"""One event of Slack's Events API per file; the manifest subscribes to what is here."""
