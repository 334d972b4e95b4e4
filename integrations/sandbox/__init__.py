"""The sandbox: a process that is Slack to Muster. See docs/sandbox.md."""
