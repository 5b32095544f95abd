#!/bin/bash
# Starts the broker with its definitions: definitions.json with the user's name and password put in, written to memory
# only (/tmp is a tmpfs).
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
case "${RABBITMQ_USER:?}${RABBITMQ_PASSWORD:?}" in
  *[!A-Za-z0-9_-]*)
    echo "RABBITMQ_USER and RABBITMQ_PASSWORD may hold letters, digits, - and _ only." >&2
    exit 1
    ;;
esac
umask 077
sed -e "s/@user@/$RABBITMQ_USER/; s/@password@/$RABBITMQ_PASSWORD/" "$here/definitions.json" > "${MEDSSL_DEFINITIONS:-/tmp/definitions.json}"
# The image reads the password variables as the old way to make an administrator.
unset RABBITMQ_USER RABBITMQ_PASSWORD
export RABBITMQ_CONFIG_FILE=$here/rabbitmq.conf RABBITMQ_ENABLED_PLUGINS_FILE=$here/enabled_plugins
exec docker-entrypoint.sh rabbitmq-server
