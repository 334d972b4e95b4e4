"""Flextel, whose redirect numbers lead to whoever holds them now (docs/contacts.md)."""

from integrations.flextel import looking_up
from integrations.registry import Provider

PROVIDER = Provider(name="Flextel", resolvers={"flextel": looking_up.number})
