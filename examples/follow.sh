#!/bin/sh
# Create a report and follow its stream with curl alone. After a lost connection, resume at the last position.
# Usage: sh examples/follow.sh [http://127.0.0.1:8000]
base=${1:-http://127.0.0.1:8000}
jar=$(mktemp) && events=$(mktemp)
trap 'rm -f "$jar" "$events"' EXIT
id=$(curl -sf -c "$jar" -H 'content-type: application/json' -d @"$(dirname "$0")/birth.json" "$base/api/reports" |
  sed 's/.*"self":"\/api\/reports\/\([^"]*\)".*/\1/')
echo "report $id" >&2
until grep -q '^event: end' "$events"; do
  last=$(sed -n 's/^id: //p' "$events" | tail -n 1)
  curl -sN -b "$jar" ${last:+-H "Last-Event-ID: $last"} "$base/api/reports/$id/stream" | tee -a "$events"
  grep -q '^event: end' "$events" || sleep 1
done
curl -sf -b "$jar" "$base/api/reports/$id/text" -o "$id.md" && echo "saved as $id.md" >&2
