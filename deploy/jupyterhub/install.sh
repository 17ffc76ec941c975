#!/bin/sh
# Lay out the course server, or bring it up to date. As root, from a clone that students cannot read:
#   deploy/jupyterhub/install.sh [SETTINGS]
# SETTINGS is /etc/backprop-by-hand/hub.env by default; README.md says what comes before and after.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
settings=${1:-/etc/backprop-by-hand/hub.env}
umask 022

fail() {
    echo "$0: $*" >&2
    exit 1
}

[ "$(id -u)" -eq 0 ] || fail "this makes folders for several accounts: run it as root"
[ -r "$settings" ] || fail "$settings is not there: copy $here/hub.env to it, and look it through"
. "$settings"
home=$(getent passwd "$COURSE_OWNER" | cut -d : -f 6)
[ -n "$home" ] || fail "there is no account $COURSE_OWNER: adduser --disabled-password $COURSE_OWNER"
[ -e "$home/course/nbgrader_config.py" ] || fail "$home/course is not the course: clone it there, as $COURSE_OWNER"
for group in "$INSTRUCTORS" "$STUDENTS"; do
    getent group "$group" >/dev/null || fail "there is no group $group: addgroup $group"
done

# The course's account: sources, references, gradebook and what was handed in.
chmod 0700 "$home"

# What everybody runs. Without references: not even the folder that the wheel is made from has them.
"$here/environment.sh" "$PREFIX"
python=$PREFIX/current/venv/bin/python
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
mkdir "$made/course"
cp -R "$root/autograde" "$root/helpers" "$root/pyproject.toml" "$root/README.md" "$root/LICENSE" "$made/course"
rm -rf "$made/course/helpers/reference"
"$python" -m pip wheel --quiet --no-input --no-deps --no-build-isolation --wheel-dir "$made" "$made/course"
"$python" -m pip install --quiet --no-input --disable-pip-version-check --no-deps --force-reinstall "$made"/*.whl

# Data and lessons, and what each role's Jupyter is told.
for folder in data lessons etc; do
    rm -rf "$PREFIX/$folder.new"
    mkdir "$PREFIX/$folder.new"
done
install -m 0644 "$root"/data/*.h5 "$PREFIX/data.new"
install -m 0644 "$root"/notebooks/*.ipynb "$PREFIX/lessons.new"
cp -R "$here"/etc/* "$PREFIX/etc.new"
for folder in data lessons etc; do
    rm -rf "${PREFIX:?}/$folder"
    mv "$PREFIX/$folder.new" "$PREFIX/$folder"
done
chown -R root:root "$PREFIX"
chmod -R u=rwX,go=rX "$PREFIX"

# The exchange. nbgrader wants a root that everybody may write to; the sticky bit keeps what is in it from
# being renamed or removed by others.
course=$EXCHANGE/backprop-by-hand
mkdir -p "$EXCHANGE"
chmod 1777 "$EXCHANGE"
for folder in "$course" "$course/outbound" "$course/inbound" "$course/feedback"; do
    [ -d "$folder" ] || mkdir "$folder"
    chown "$COURSE_OWNER:" "$folder"
done
chmod 0755 "$course" "$course/outbound"
chmod 3733 "$course/inbound"   # students put submissions in, and cannot list or remove them
chmod 0711 "$course/feedback"  # a page can be read by whoever knows its name, which is a secret

setpriv --reuid nobody --regid nogroup --clear-groups "$python" -c 'import helpers.checks' ||
    fail "ordinary users cannot use $PREFIX: every folder above it must be open to all (chmod 0755)"
echo "$PREFIX and $EXCHANGE are up to date."
