"""Who is asked after whom."""
