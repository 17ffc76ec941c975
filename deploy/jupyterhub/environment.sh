#!/bin/sh
# Build the course server's environment: FOLDER/current/venv and FOLDER/current/proxy, of the exact versions in
# requirements.txt and package-lock.json, with their checksums. Nothing is done when it is there.
# A new one is built beside the old one, so that running servers keep theirs.
set -eu

[ $# -eq 1 ] || { echo "usage: $0 FOLDER" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
python=${HUB_PYTHON:-/usr/bin/python3}
umask 022

mkdir -p "$1/versions"
folder=$(cd "$1" && pwd)
# Virtual environments know their own place, and hold the system's Python.
version=$({ "$python" --version; cat "$here/requirements.txt" "$here/package-lock.json"; } |
    sha256sum | cut -c 1-12)
new=$folder/versions/$version

if [ "$(cat "$new/complete" 2>/dev/null)" != "$new" ]; then
    "$python" -c 'import ensurepip, venv' 2>/dev/null || {
        echo "$0: $python lacks its venv module. On Debian and Ubuntu: apt install python3-venv" >&2
        exit 1
    }
    echo "Building $new (once; a minute or two) ..."
    rm -rf "$new"
    "$python" -m venv "$new/venv"
    "$new/venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check \
        --require-hashes -r "$here/requirements.txt"
    mkdir "$new/proxy"
    cp "$here/package.json" "$here/package-lock.json" "$new/proxy"
    # Node has certificates of its own; pip and apt trust the system's.
    PATH="$new/venv/bin:$PATH" NODE_USE_SYSTEM_CA=1 npm --prefix "$new/proxy" ci --loglevel=error --ignore-scripts --no-audit --no-fund
    echo "$new" >"$new/complete"
fi
ln -sfn "versions/$version" "$folder/current"
