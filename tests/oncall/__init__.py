"""Schedules: who is on call, and how that changes."""
