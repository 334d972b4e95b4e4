#!/bin/sh
# Pins the dependencies in requirements/*.in, with hashes and no index address.
set -eu

uv=${UV:-uv}
command -v "$uv" >/dev/null || {
    echo "lock: uv is missing. Install it: pip install uv (or name it with UV=...)" >&2
    exit 1
}

pin() {
    "$uv" pip compile --quiet --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header "$@"
}

cd requirements
pin base.in -o base.lock
pin -c base.lock dev.in -o dev.lock
