#!/usr/bin/env bash
# A private S3 server on loopback: Ceph's radosgw over one monitor and one in-memory OSD. s3.sh start|stop|kill|status|env
# (README.md). Objects live in memory: they survive `kill` (which kills the gateway only), not `stop`.
# MEDSSL_S3_PORT chooses the port, MEDSSL_S3_MEMORY the bytes that objects may take (6 GiB).
SERVER=s3
# shellcheck source=deploy/local/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

ACCESS_KEY=medssl
SECRET_KEY=medsslsecret

write_configuration() {
  cat >"$FOLDER/ceph.conf" <<CONFIG
[global]
fsid = $1
mon host = v1:127.0.0.1:$2/0
ms bind msgr2 = false
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
run dir = $FOLDER/run
admin socket = $FOLDER/run/\$name.asok
log file = $FOLDER/log/\$name.log
pid file = $FOLDER/run/\$name.pid
crash dir = $FOLDER/log
mon data = $FOLDER/mon
osd data = $FOLDER/osd
rgw data = $FOLDER/rgw
osd objectstore = memstore
memstore device bytes = ${MEDSSL_S3_MEMORY:-6442450944}
osd max object size = 134217728
# One copy on one OSD: enough, and the monitor must not wait for more.
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
# Without tcp_nodelay every small answer waits 40 ms for the client's delayed acknowledgement.
rgw frontends = beast endpoint=127.0.0.1:$3 tcp_nodelay=1
rgw thread pool size = 32
rgw num rados handles = 1
rgw enable usage log = false
# A gateway that comes back after a kill waits for its dead predecessor to acknowledge changes: 3 s instead of 30.
osd client watch timeout = 3
osd default notify timeout = 3
rgw dns name =
CONFIG
}

gateway_answers() { curl --silent --max-time 5 --output /dev/null "http://127.0.0.1:$(known_port s3)/"; }

gateway_is_up() { process_id "$FOLDER/run/client.rgw.a.pid" >/dev/null && gateway_answers; }

storage_is_up() { process_id "$FOLDER/run/mon.a.pid" >/dev/null && process_id "$FOLDER/run/osd.0.pid" >/dev/null; }

osd_is_in() { timeout 5 ceph osd stat 2>/dev/null | grep -q '1 up'; }

# For a moment after its start the monitor of Ceph 16 answers EPERM although authentication is off: these three are repeated.
register_osd() { timeout 10 ceph osd new "$1" >/dev/null 2>>"$FOLDER/log/start.log"; }
format_osd() { timeout 60 ceph-osd -i 0 --mkfs --osd-uuid "$1" >>"$FOLDER/log/start.log" 2>&1; }
launch_osd() { launch ceph-osd -i 0 >>"$FOLDER/log/start.log" 2>&1; }

create_user() {
  radosgw-admin user info --uid=medssl >/dev/null 2>&1 ||
    radosgw-admin user create --uid=medssl --display-name=medssl --access-key="$ACCESS_KEY" --secret-key="$SECRET_KEY" \
      >>"$FOLDER/log/start.log" 2>&1
}

server_is_up() { storage_is_up && gateway_is_up && [[ -e $FOLDER/ready ]]; }

start_storage() {
  stop_storage
  rm -rf "$FOLDER"/{mon,osd,rgw,run,log,ready,monmap}
  mkdir -p "$FOLDER"/{mon,osd,rgw,run,log}
  local fsid osd monitor_port
  fsid=$(</proc/sys/kernel/random/uuid)
  osd=$(</proc/sys/kernel/random/uuid)
  monitor_port=$(choose_port monitor "${MEDSSL_S3_MONITOR_PORT:-}")
  write_configuration "$fsid" "$monitor_port" "$1"
  {
    monmaptool --create --addv a "[v1:127.0.0.1:$monitor_port]" --fsid "$fsid" "$FOLDER/monmap"
    ceph-mon --mkfs -i a --monmap "$FOLDER/monmap"
    launch ceph-mon -i a
  } >>"$FOLDER/log/start.log" 2>&1 || fail "the monitor did not start: $(tail -n 5 "$FOLDER/log/start.log")"
  wait_for 60 "the monitor to register the OSD (log: $FOLDER/log)" register_osd "$osd"
  wait_for 60 "the OSD's store to be made (log: $FOLDER/log)" format_osd "$osd"
  wait_for 60 "the OSD to start (log: $FOLDER/log)" launch_osd
  wait_for 60 "the OSD to join (log: $FOLDER/log)" osd_is_in
}

start_server() {
  require_command radosgw radosgw
  require_command ceph-mon ceph-mon
  require_command ceph-osd ceph-osd
  require_command curl curl
  local port
  port=$(choose_port s3 "${MEDSSL_S3_PORT:-}")
  if ! storage_is_up || [[ ! -e $FOLDER/ready ]]; then start_storage "$port"; fi
  launch radosgw -n client.rgw.a >>"$FOLDER/log/start.log" 2>&1 || fail "radosgw did not start: $(tail -n 5 "$FOLDER/log/start.log")"
  wait_for 120 "radosgw to answer on port $port (log: $FOLDER/log)" gateway_answers
  wait_for 60 "the user to be created (log: $FOLDER/log/start.log)" create_user
  touch "$FOLDER/ready"
  say "up on 127.0.0.1:$port"
}

stop_storage() {
  stop_process "$FOLDER/run/osd.0.pid" 5
  stop_process "$FOLDER/run/mon.a.pid" 5
}

stop_server() {
  stop_process "$FOLDER/run/client.rgw.a.pid" 5
  stop_storage
}

kill_server() { kill_process "$FOLDER/run/client.rgw.a.pid"; }

server_environment() {
  printf 'MEDSSL_ObjectStorage__Kind=S3\n'
  printf 'MEDSSL_ObjectStorage__Endpoint=127.0.0.1:%s\n' "$(known_port s3)"
  printf 'MEDSSL_ObjectStorage__Bucket=medssl\n'
  printf 'MEDSSL_ObjectStorage__AccessKey=%s\n' "$ACCESS_KEY"
  printf 'MEDSSL_ObjectStorage__SecretKey=%s\n' "$SECRET_KEY"
  printf 'MEDSSL_ObjectStorage__UseTls=false\n'
}

# The Ceph tools find the cluster by this file.
export CEPH_CONF
CEPH_CONF=$(server_folder)/ceph.conf

dispatch "$@"
