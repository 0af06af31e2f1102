#!/bin/sh
# Puts uv in .tools/uv: the one on the path when it is new enough, else the release pinned by hash in
# requirements-uv.lock, fetched with the pip of $1 (a Python) or, where it has none, of a virtual environment.
set -eu
python=${1:-python3}
oldest=0.9.0
mkdir -p .tools

if found=$(command -v uv) && [ "$(printf '%s\n' "$oldest" "$(uv --version | cut -d ' ' -f 2)" | sort -V | head -n 1)" = "$oldest" ]; then
  ln -sf "$found" .tools/uv
  touch -h .tools/uv
  exit 0
fi

command -v "$python" >/dev/null || {
  echo "Vigie needs Python 3.11 or newer: '$python' is not on the path. On Debian: apt-get install python3 python3-venv" >&2
  exit 1
}

fetch() {
  "$@" -m pip install --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
    --upgrade --target .tools/uv-package --requirement requirements-uv.lock
}

# Debian's python3 has neither pip nor what venv needs to make one; root may add it, others are told.
venv() {
  rm -rf .tools/pip && "$python" -m venv .tools/pip >/dev/null 2>&1
}

echo "· uv"
if "$python" -m pip --version >/dev/null 2>&1; then
  fetch "$python"
elif venv || { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "· python3-venv" &&
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends python3-venv >/dev/null && venv; }; then
  fetch .tools/pip/bin/python
else
  echo "Vigie fetches its tool uv with pip, and '$python' has neither pip nor venv." >&2
  echo "On Debian: apt-get install python3-venv. Elsewhere: put uv $oldest or newer on the path." >&2
  exit 1
fi
ln -sf uv-package/bin/uv .tools/uv
touch -h .tools/uv
