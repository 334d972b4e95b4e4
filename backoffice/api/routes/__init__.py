"""One concept per file; `router` and where it hangs, `path`, are found here."""
