#!/bin/sh
# Makes $S3_BUCKET with plain S3 requests signed by curl, whatever the server: nothing happens when it exists already.
set -eu
# SHA-256 of nothing. Said explicitly because older versions of curl leave the header out, and a server may then refuse.
empty=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
request() {
  # The credentials go in by standard input: a process list shows arguments.
  printf 'user = "%s:%s"\n' "$S3_ROOT_USER" "$S3_ROOT_PASSWORD" \
    | curl -sS -o /dev/null -w '%{http_code}' --aws-sigv4 "aws:amz:${S3_REGION:-us-east-1}:s3" -K - \
      -H "x-amz-content-sha256: $empty" "$@" "$S3_ENDPOINT/$S3_BUCKET"
}
status=$(request --head)
if [ "$status" = 404 ]; then
  status=$(request -X PUT)
fi
case $status in
  200) echo "bucket $S3_BUCKET is there" ;;
  *)
    echo "bucket $S3_BUCKET at $S3_ENDPOINT could not be read or made: HTTP $status (403: check S3_ROOT_USER and S3_ROOT_PASSWORD)" >&2
    exit 1
    ;;
esac
