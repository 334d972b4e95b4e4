"""When a team works; `coverage_mode` says who handles what comes, and why."""
