#!/bin/bash
# check-natives.sh FOLDER: fails when a native library below FOLDER needs one that neither FOLDER nor the system has.
set -euo pipefail
folder=${1:?usage: check-natives.sh FOLDER}
natives=$(find "$folder" -type f \( -name '*.so' -o -name '*.so.*' \))
LD_LIBRARY_PATH=$(xargs -r -n1 dirname <<< "$natives" | sort -u | paste -sd:)
export LD_LIBRARY_PATH
missing=0
while IFS= read -r library; do
  [ -n "$library" ] || continue
  # The driver's libraries come from the host when a GPU is lent to the container.
  lacking=$(ldd "$library" 2>&1 | grep 'not found' | grep -vE 'libcuda\.so|libnvidia-ml\.so' || true)
  if [ -n "$lacking" ]; then
    printf '%s:\n%s\n' "$library" "$lacking" >&2
    missing=1
  fi
done <<< "$natives"
exit $missing
