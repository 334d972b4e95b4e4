"""What front ends call: verbs across concepts, each request answered once."""
