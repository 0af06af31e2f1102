#!/bin/sh
# The stories with a real relay of video run Debian's coturn. Root gets it installed; without it they skip and say so.
set -eu
if command -v turnserver >/dev/null; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "· coturn"
  # Debian would start it as a service, on every address: it is the tests that start theirs, on loopback.
  if apt-get update -qq && DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -qq --no-install-recommends coturn >/dev/null; then
    exit 0
  fi
fi
echo "The stories with a relay of video will be skipped: no turnserver (on Debian: apt-get install coturn)."
