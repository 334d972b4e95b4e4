"""How people are reached: contacts, their phones and addresses, and their rules."""
