#!/usr/bin/env bash
# Runs months anew, oldest first, one after the other: backfill.sh 2025-10 2026-09. The last one is served at the end.
set -euo pipefail

month='^[0-9]{4}-(0[1-9]|1[0-2])$'
[[ "${1:-}" =~ $month && "${2:-}" =~ $month ]] || { echo "say from which month to which: 2025-10 2026-09" >&2; exit 2; }
airflow backfill create --dag-id month --from-date "$1-01" --to-date "$2-01" --max-active-runs 1 \
    --reprocess-behavior completed
echo "months $1 to $2 are queued; they run under the flow 'month'"
