"""Slack: what people type, press and read. Only here is a Slack SDK imported."""
