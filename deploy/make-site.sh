#!/bin/sh
# Makes the folder a site keeps to itself: authorities, certificates, passwords, data folders, .env.
#   deploy/make-site.sh FOLDER
# Run again it adds what is missing and renews the certificates with less than RENEW_DAYS (60) to live;
# it never changes an authority, a password or data. Files are readable by the containers' user only:
# the caller, or 10001:10001 (VIGIE_OWNER) where the caller is root. VIGIE_CENTRE is the code of the
# CRRA, 250 unless told. Needs OpenSSL 3.
set -eu
umask 077

NODES="nats-1 nats-2 nats-3"
AUTHORITY_DAYS=3650
DAYS=${DAYS:-397}
RENEW_DAYS=${RENEW_DAYS:-60}
OPENSSL_CONF=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/certificates.cnf
SAN=DNS:localhost
export OPENSSL_CONF SAN

fail() { echo "make-site: $1" >&2; exit 1; }

[ $# -eq 1 ] || fail "say which folder: deploy/make-site.sh FOLDER"
command -v openssl >/dev/null || fail "openssl is not installed: apt-get install openssl"
mkdir -p "$1" || exit
site=$(CDPATH='' cd -- "$1" && pwd)
mkdir -p "$site/secrets" "$site/data/postgres" "$site/data/api/proof" "$site/data/worker/proof"

# A copy of the folder inside a checkout must never be committed.
echo '*' > "$site/.gitignore"

new_key() { openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"; }

authority() { # NAME
  public=$site/secrets/$1-ca.pem
  [ ! -f "$public" ] || return 0
  mkdir -p "$site/authority"
  new_key "$site/authority/$1.key"
  openssl req -x509 -new -key "$site/authority/$1.key" -days "$AUTHORITY_DAYS" \
    -subj "/O=Vigie/CN=$1 authority" -extensions authority -out "$public"
}

certificate() { # AUTHORITY FILE COMMON-NAME KIND [HOST]
  file=$site/secrets/$2.pem
  if [ -f "$file" ] && openssl x509 -in "$file" -noout -checkend $((RENEW_DAYS * 86400)) >/dev/null; then
    return 0
  fi
  [ -f "$site/authority/$1.key" ] || fail "$2 must be renewed: bring back authority/$1.key first"
  SAN="DNS:${5:-localhost},DNS:localhost,IP:127.0.0.1"
  new_key "$file.key"
  openssl req -new -key "$file.key" -subj "/O=Vigie/CN=$3" -out "$file.csr"
  openssl x509 -req -in "$file.csr" -CA "$site/secrets/$1-ca.pem" -CAkey "$site/authority/$1.key" \
    -set_serial "0x$(openssl rand -hex 16)" -days "$DAYS" -extfile "$OPENSSL_CONF" -extensions "$4" \
    -out "$file.crt" 2>/dev/null
  cat "$file.crt" "$file.key" > "$file.new"
  mv "$file.new" "$file"
  rm "$file.key" "$file.csr" "$file.crt"
  echo "make-site: $2.pem is new"
}

authority log
authority cluster
authority database
for node in $NODES; do
  mkdir -p "$site/data/$node"
  certificate log "$node" "$node" server "$node"
  certificate cluster "$node-route" "$node" peer "$node"
done
certificate log writer writer user
certificate log operator operator user
certificate log eraser eraser user
certificate database postgres postgres server postgres

password=$site/secrets/database-password
[ -f "$password" ] || openssl rand -hex 32 > "$password"
echo "postgres:5432:vigie:vigie:$(cat "$password")" > "$site/secrets/pgpass"

# Wraps the keys of files. Keep a copy elsewhere: without it nobody reads what the log says of patients.
master=$site/secrets/master.key
[ -f "$master" ] || openssl rand -hex 32 > "$master"

# Makes and reads the links of video sessions: another one ends every link that is out.
visio=$site/secrets/visio.key
[ -f "$visio" ] || openssl rand -hex 32 > "$visio"

# What the operator of messages shows with its reports of what became of them.
reports=$site/secrets/sms-reports.secret
[ -f "$reports" ] || openssl rand -hex 32 > "$reports"

# Shared by the api, which names who may use the relay of video and until when, and by the relay.
turn=$site/secrets/turn.secret
[ -f "$turn" ] || openssl rand -hex 32 > "$turn"
echo "static-auth-secret=$(cat "$turn")" > "$site/secrets/turn.conf"
if [ ! -f "$site/secrets/turn.pem" ]; then
  new_key "$site/secrets/turn.key"
  openssl req -x509 -new -key "$site/secrets/turn.key" -days 30 -subj /CN=placeholder \
    -extensions server -out "$site/secrets/turn.crt"
  cat "$site/secrets/turn.crt" "$site/secrets/turn.key" > "$site/secrets/turn.pem"
  rm "$site/secrets/turn.crt" "$site/secrets/turn.key"
  echo "make-site: turn.pem is a placeholder: telephones accept a public certificate only"
fi

owner=$(id -u):$(id -g)
if [ "$(id -u)" -eq 0 ]; then
  owner=${VIGIE_OWNER:-10001:10001}
  chown -R "$owner" "$site/secrets" "$site/data"
fi
[ -f "$site/.env" ] || cat > "$site/.env" <<END
VIGIE_SITE=$site
VIGIE_UID=${owner%:*}
VIGIE_GID=${owner#*:}
VIGIE_CENTRE=${VIGIE_CENTRE:-250}
END
