#!/usr/bin/env bash
# new-env.sh FILE: writes FILE from .env.example with a newly drawn value for every empty secret. Never overwrites.
set -euo pipefail
target=${1:?usage: new-env.sh FILE}
example=$(dirname "$0")/../../.env.example
if [ -e "$target" ]; then
  echo "$target exists already and was left alone: its site key decides the pseudonyms. Move it away to draw new secrets." >&2
  exit 1
fi
umask 077
draft=$target.new
owner=
: > "$draft"
while IFS= read -r line; do
  case $line in
    MEDSSL_SITE_KEY=) line+=$(head -c 32 /dev/urandom | base64 -w 0) ;;
    # The services start as the owner of the store, see .env.example.
    S3_SECRET_KEY=) line+=$owner ;;
    [A-Z]*=) line+=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n') ;;
  esac
  case $line in S3_ROOT_PASSWORD=*) owner=${line#*=} ;; esac
  printf '%s\n' "$line" >> "$draft"
done < "$example"
mv "$draft" "$target"
echo "written: $target"
