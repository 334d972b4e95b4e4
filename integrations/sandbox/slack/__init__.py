"""Slack's Web API as its documentation describes it."""
