"""What the workspace holds: people, channels, messages, views. No HTTP here."""
