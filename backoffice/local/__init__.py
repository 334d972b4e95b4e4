"""What a laptop needs in place of servers: an embedded PostgreSQL and processes."""
