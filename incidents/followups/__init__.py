"""What is left to do after an incident."""
