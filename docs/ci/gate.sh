#!/bin/sh
# Usage: gate.sh [REVISION]: judge what changed since a revision; without one, everything.
set -u
provenance gate articles/ ${1:+--changed-since "$1"} --report sarif=gate.sarif
status=$?
case $status in
  0) echo "all duplicates are labelled" ;;
  1) echo "duplicates without a label: see above" ;;
  *) echo "the gate could not judge: see above" ;;
esac
exit $status
