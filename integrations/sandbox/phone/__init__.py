"""The phone network: Twilio's REST API, its calls and messages, and its webhooks."""
