"""Who does what in an incident: lead, comms, scribe, responders and further roles."""
