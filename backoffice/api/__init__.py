"""REST with OpenAPI at /api/docs; the routes are the files of `routes`."""
