#!/usr/bin/env bash
# Installs the servers of this folder from the distribution's packages (Debian 12, Ubuntu 24.04), where they are missing.
# usage: install.sh [redis] [s3] [rabbitmq] [rsyslog] [codecs] [tools]    (all but rsyslog and tools without arguments; needs root when something is missing)
# tools: what tests call besides servers (checks of deploy/, Python as an independent reader of shards and DICOM).
# codecs: the libraries that decode JPEG 2000 and JPEG-LS; without them these images are refused by name.
SERVER=install
# shellcheck source=deploy/local/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

packages_of() {
  case $1 in
    redis) echo redis-server redis-tools ;;
    s3) echo ceph-common ceph-mon ceph-osd radosgw curl ;;
    rabbitmq) echo rabbitmq-server ;;
    rsyslog) echo rsyslog rsyslog-gnutls openssl ;;
    codecs) echo libopenjp2-7 libcharls2 ;;
    tools) echo make shellcheck yamllint docker-compose prometheus python3-yaml python3-numpy python3-zstandard python3-pydicom dcmtk dicom3tools libopenjp2-7 libcharls2 ;;
    *) fail "unknown server '$1'; known are redis, s3, rabbitmq, rsyslog, codecs, tools" ;;
  esac
}

is_installed() { [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# Freshly started machines often reach the mirror only at the second try.
retry() {
  local attempt
  for attempt in 1 2 3 4; do
    "$@" && return 0
    say "failed (attempt $attempt of 4): $*"
    sleep $((attempt * 5))
  done
  return 1
}

main() {
  local server package packages missing=()
  (($#)) || set -- redis s3 rabbitmq codecs
  for server in "$@"; do
    packages=$(packages_of "$server")
    for package in $packages; do
      is_installed "$package" || missing+=("$package")
    done
  done
  if ((${#missing[@]} == 0)); then
    say "everything is installed already"
    return
  fi
  ((EUID == 0)) || fail "these packages are missing and only root can install them: ${missing[*]}"

  # The packages start system services on their default ports when installed; these scripts want none of them.
  if [[ ! -e /usr/sbin/policy-rc.d ]]; then
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  export DEBIAN_FRONTEND=noninteractive
  retry apt-get update -q || fail "apt-get update failed"
  retry apt-get install -q -y --no-install-recommends "${missing[@]}" || fail "apt-get could not install: ${missing[*]}"
  say "installed: ${missing[*]}"
}

main "$@"
