"""The sandbox's own API: what people do, faults, records, administration."""
