#!/usr/bin/env bash
# Runs the test executables one after another and prints `N passed, N failed, N skipped` as its last line.
#
#   tests/run-tests.sh [--without-servers] [EXECUTABLE...]
#
# Without EXECUTABLE: every project under tests/ whose name ends in Tests, as `make check` built it (Release).
# --without-servers leaves out MedSsl.Backends.Tests and every test with [Trait("needs", "servers")].
# Reports (xUnit XML) and the closing line are kept in artifacts/test-results.
# Exit code 0 when at least one test ran and none failed; a test process that crashes, hangs or writes no report counts
# as one failed test.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

results=${MEDSSL_TEST_RESULTS:-artifacts/test-results}
# One assembly may take this long (seconds) before it counts as hung.
limit=${MEDSSL_TEST_TIMEOUT:-1800}
filter=()
without_servers=false
if [ "${1:-}" = --without-servers ]; then
  without_servers=true
  filter=(-trait- needs=servers)
  shift
fi

executables=("$@")
if [ ${#executables[@]} -eq 0 ]; then
  for project in tests/*/*Tests.csproj; do
    name=$(basename "$project" .csproj)
    $without_servers && [ "$name" = MedSsl.Backends.Tests ] && continue
    executables+=("artifacts/bin/$name/release/$name")
  done
fi

# Reads one report: a line `counts PASSED FAILED SKIPPED`, then one line `skip NAME: REASON` for each skipped test.
read_report() {
  awk -v RS='<' '
    function attribute(name,   rest) {
      if (!match($0, " " name "=\"[^\"]*\"")) return ""
      rest = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
      return rest
    }
    function plain(text) {
      gsub(/[ \t\r\n]+/, " ", text); gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text)
      gsub(/&quot;/, "\"", text); gsub(/&apos;/, "\047", text); gsub(/&amp;/, "\\&", text)
      return text
    }
    /^assembly / { passed += attribute("passed"); failed += attribute("failed") + attribute("errors"); skipped += attribute("skipped") }
    /^test /     { test = attribute("name") }
    /^reason>/   { skips[++count] = plain(test) ": " plain(substr($0, 8)) }
    /^\/assemblies>/ { complete = 1 }
    END {
      if (!complete) exit 1
      print "counts", passed + 0, failed + 0, skipped + 0
      for (i = 1; i <= count; i++) print "skip", skips[i]
    }' "$1"
}

mkdir -p "$results"
rm -f "$results"/*.xml "$results/summary.txt"
passed=0 failed=0 skipped=0
skips=() broken=()
for executable in "${executables[@]}"; do
  name=$(basename "$executable")
  report=$results/$name.xml
  echo "== $name"
  timeout --kill-after=15 "$limit" "$executable" -noLogo -noColor "${filter[@]}" -result-xml "$report" < /dev/null
  code=$?
  [ $code -eq 124 ] && echo "$name was stopped after $limit s." >&2
  if summary=$([ -f "$report" ] && read_report "$report"); then
    read -r _ p f s <<< "$summary"
    while read -r kind line; do
      [ "$kind" = skip ] && skips+=("$line")
    done <<< "$summary"
  else
    p=0 f=0 s=0
  fi
  # The process failed, but its report (if any) names no failed test: it crashed, hung or could not start.
  if [ -z "$summary" ] || { [ $code -ne 0 ] && [ "$f" -eq 0 ]; }; then
    f=$((f + 1))
    broken+=("$name ended with exit code $code and $([ -f "$report" ] && echo "a report without a failed test" || echo "no report")")
  fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done

echo
[ ${#skips[@]} -gt 0 ] && printf 'skipped: %s\n' "${skips[@]}"
[ ${#broken[@]} -gt 0 ] && printf 'failed: %s\n' "${broken[@]}"
[ $((passed + failed)) -eq 0 ] && echo "failed: no test ran"
closing="$passed passed, $failed failed, $skipped skipped"
echo "$closing" | tee "$results/summary.txt"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
