#!/bin/bash
# health.sh [PATH] [PORT]: exit code 0 when the service answers 200. The .NET images carry no curl or wget, hence bash's
# own sockets; the container's health check limits the time.
set -eu
exec 3<> "/dev/tcp/127.0.0.1/${2:-8080}"
printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "${1:-/health/ready}" >&3
read -r _ status _ <&3
[ "$status" = 200 ]
