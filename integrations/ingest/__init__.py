"""The accepting side: what monitoring tools post, durable before they hear 202."""
