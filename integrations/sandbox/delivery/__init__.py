"""What Slack sends to the app, and what it does with the app's answer."""
