#!/usr/bin/env bash
# Tests the API against its own OpenAPI document: schemathesis generates about 2,000 valid and invalid requests from
# /docs/json. They go to a separate service with real servers and the sandbox, in a temporary folder.
#
#   npm run test:contract                            default number of examples
#   npm run test:contract -- --max-examples 20       fewer
#
# Requires Python 3.10 or newer. Installs schemathesis once, into the project's cache folder.
set -euo pipefail
cd "$(dirname "$0")/../.."

VERSION=4.32.5
venv="${XDG_CACHE_HOME:-$HOME/.cache}/mobipium-sync/schemathesis-$VERSION"
if [ ! -x "$venv/bin/schemathesis" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet "schemathesis==$VERSION"
fi

folder="$(mktemp -d)"
# When root runs this, PostgreSQL runs as another user, which needs access.
chmod 711 "$folder"
export API_KEY=key-of-the-contract-test DATA_DIR="$folder/data" PORT=0
node --import tsx src/cli/main.ts start >"$folder/service.log" 2>&1 &
service=$!
# The service stops its servers before the folder is removed.
trap 'kill -INT $service 2>/dev/null; wait $service 2>/dev/null || true; rm -rf "$folder"' EXIT

url=""
for _ in $(seq 120); do
  kill -0 $service 2>/dev/null || { cat "$folder/service.log"; exit 1; }
  url="$(sed -n 's#^Open  *\(http://[^/]*\).*#\1#p' "$folder/service.log")"
  [ -n "$url" ] && break
  sleep 1
done
[ -n "$url" ] || { cat "$folder/service.log"; exit 1; }

# Prints the report, and after a failure the errors in the log of the service.
config="$PWD/test/contract/schemathesis.toml"
run_schemathesis() {
  (cd "$folder" && "$venv/bin/schemathesis" --config-file "$config" run "$url/docs/json" \
    --header "Authorization: Bearer $API_KEY" --seed 20260105 --no-color "$@")
}
# The check that each route requires the key runs separately and slowly: after ten wrong keys within a minute, every
# request with a key from this address is rejected.
if ! { run_schemathesis --checks all --exclude-checks ignored_auth "$@" &&
  run_schemathesis --checks ignored_auth --phases fuzzing --max-examples 1 --rate-limit 24/m; }; then
  grep '"level":50' "$DATA_DIR/sandbox/mobipium-sync.log" | tail -n 30
  exit 1
fi
