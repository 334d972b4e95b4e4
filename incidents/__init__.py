"""The domain. It imports no Slack SDK, no Celery and no HTTP client."""
