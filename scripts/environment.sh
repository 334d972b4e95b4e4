#!/bin/sh
# Makes .venv from a lock file, or brings it up to date: environment.sh base|dev
# A second run over an unchanged lock file only compares it with what was installed.
set -eu

which=$1
lock=requirements/$which.lock
stamp=.venv/installed-$which.lock
log=.venv/install.log

fail() {
    printf 'environment: %s\n' "$1" >&2
    exit 1
}

find_python() {
    for name in python3.11 python3 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
}

if .venv/bin/python -c '' 2>/dev/null && cmp -s "$lock" "$stamp"; then
    exit 0
fi
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    [ -n "$python" ] || fail "Python 3.11 is missing. Install it: apt-get install python3.11 python3.11-venv"
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "Python's venv module is missing. Install it: apt-get install python3.11-venv"
    rm -rf .venv
    "$python" -m venv .venv || fail "$python could not make .venv"
fi

echo "Installing requirements/$which.lock into .venv ..."
# The lock names every package with its hashes: there is nothing to resolve.
if ! .venv/bin/python -m pip install --require-hashes --no-deps --no-input \
    --disable-pip-version-check --progress-bar off --no-compile -r "$lock" >"$log" 2>&1; then
    reason=$(grep '^ERROR' "$log" | tail -n 1)
    fail "pip failed (${reason:-no reason given}). See $log"
fi
cp "$lock" "$stamp"
