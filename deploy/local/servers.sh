#!/usr/bin/env bash
# All servers at once: servers.sh start|stop|kill|status|env [SERVER...]     (redis s3 rabbitmq without names; rsyslog by its name)
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
verb=${1:-}
case $verb in
  start | stop | kill | status | env) shift ;;
  *)
    echo "usage: $0 start|stop|kill|status|env [redis] [s3] [rabbitmq] [rsyslog]" >&2
    exit 2
    ;;
esac
(($#)) || set -- redis s3 rabbitmq
result=0
for server in "$@"; do
  "$here/$server.sh" "$verb" || result=$?
done
exit "$result"
