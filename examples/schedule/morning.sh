#!/usr/bin/env bash
# One morning: score the raw tables of a folder and write the report. Made for cron, quiet unless something is wrong.
#
#   examples/schedule/morning.sh FOLDER_OF_RAW_TABLES      (AS_OF=2026-03-31 for a past day; default: today)
#
# Exit codes: 0 scored, 64 wrong usage, 75 another morning run is at work and this one did not start; any other: it
# stopped, and what was published before stays. logs/morning_<day>.log of the project holds what was said, without the
# names of leads: whoever is forgotten by `erasures` must not stay in a log. What is written is for its owner alone.
set -euo pipefail
umask 077

raw=${1:-}
if [[ -z $raw || ! -d $raw ]]; then
    echo "usage: $0 FOLDER_OF_RAW_TABLES" >&2
    exit 64
fi
raw=$(realpath "$raw")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mkdir -p logs
log=$PWD/logs/morning_$(date -u +%F).log

# the lock goes with the process that holds it, however it ends
exec 9> logs/morning.lock
if ! flock --nonblock 9; then
    echo "Another morning run is at work. This one does not start." >&2
    exit 75
fi

code=0
{
    date -u +"== %FT%TZ"
    make build RAW="$raw" NAMES=false && make report
} >> "$log" 2>&1 || code=$?

if ((code)); then
    # cron mails what is printed
    echo "The morning run stopped with exit code $code. The end of $log:" >&2
    tail -n 15 "$log" >&2
fi
exit "$code"
