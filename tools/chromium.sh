#!/bin/sh
# The browser tests drive Debian's chromium. Root gets it installed; without it they skip and say so.
set -eu
if command -v chromium >/dev/null; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "· chromium"
  if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends chromium >/dev/null; then
    exit 0
  fi
fi
echo "The browser tests will be skipped: no chromium (on Debian: apt-get install chromium)."
