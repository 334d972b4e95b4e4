"""Whether every service has somebody who can be reached, at every minute to come."""
