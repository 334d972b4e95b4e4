"""What is monitored: services."""
