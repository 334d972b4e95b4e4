"""What of Muster does not work, who is told of it, and whether all is well."""
