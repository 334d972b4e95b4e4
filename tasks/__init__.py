"""Celery: workers that carry effects out, and syncs on a schedule."""
