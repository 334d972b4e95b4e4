"""What monitoring tools post: kept raw, made alerts of, grouped into incidents."""
