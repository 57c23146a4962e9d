#!/usr/bin/env bash
# Sets Amble up in this folder: Python packages, browser packages, the bundle; with `tests` also
# what tests need. Each step leaves a stamp and is skipped while what it was made from is the same.
set -uo pipefail
cd "$(dirname "$0")/.."

PYTHON=${PYTHON:-python3}
VENV=.venv
STAMPS=$VENV/stamps
LOG=$VENV/setup.log
OLDEST_NODE="20.19"

fail() {
  printf '\nAmble cannot be set up: %s\n' "$1" >&2
  exit 1
}

# same NAME FILE...: whether step NAME was already done with these very files.
same() {
  local name=$1
  shift
  SUM=$(cat "$@" 2>/dev/null | sha256sum | cut -c1-32)
  [ "$(cat "$STAMPS/$name" 2>/dev/null)" = "$SUM" ]
}

finished() {
  mkdir -p "$STAMPS"
  printf '%s' "$SUM" >"$STAMPS/$1"
}

say() { printf '%s\n' "$1"; }

virtual_environment() {
  command -v "$PYTHON" >/dev/null || fail "there is no $PYTHON. Run: sudo apt install python3 python3-venv"
  "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "it needs Python 3.11 or newer, and $PYTHON is $("$PYTHON" -V 2>&1). Set PYTHON=python3.12, say."
  [ -x $VENV/bin/python ] && return
  "$PYTHON" -c 'import venv, ensurepip' 2>/dev/null ||
    fail "Python's venv is missing. Run: sudo apt install python3-venv"
  "$PYTHON" -m venv $VENV >/dev/null || fail "the folder $VENV could not be made here."
}

# packages LOCKFILE: install exactly what the lock file says.
packages() {
  $VENV/bin/python -m pip install --require-hashes --no-deps --quiet --retries 1 --timeout 20 \
    --disable-pip-version-check --progress-bar off -r "$1" >"$LOG" 2>&1 && return
  tail -n 5 "$LOG" >&2
  if grep -q 'Python.h' "$LOG"; then
    fail "the Python headers are missing. Run: sudo apt install python3-dev gcc"
  elif grep -qiE 'connection|name resolution|timed out|no matching distribution' "$LOG"; then
    fail "the Python packages could not be fetched. Is there a network? Then run the same again; what is there stays."
  elif grep -qi 'no space left' "$LOG"; then
    fail "the disk is full; the packages need about 700 MB."
  fi
  fail "the Python packages could not be installed; all of it stands in $LOG."
}

has_node() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    [ "$(printf '%s\n' "$OLDEST_NODE" "$(node --version | tr -d v)" | sort -V | head -n1)" = "$OLDEST_NODE" ]
}

# Flask's own `flask routes` hides the commands of the application that begin so, unless they come
# from an installed package. So the folder is made known to the environment as one.
known_commands() {
  same commands scripts/setup.sh && return
  local site
  site=$($VENV/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  mkdir -p "$site/amble-0.dist-info"
  printf 'Metadata-Version: 2.1\nName: amble\nVersion: 0\n' >"$site/amble-0.dist-info/METADATA"
  printf '[flask.commands]\nroutes = community.routes.commands:routes\n' >"$site/amble-0.dist-info/entry_points.txt"
  pwd >"$site/amble.pth"
  finished commands
}

python_step() {
  virtual_environment
  same python requirements.txt || {
    say "1/3 Python packages (about a minute, the first time only)"
    packages requirements.txt
    finished python
  }
  known_commands
}

node_step() {
  export PATH="$PWD/$VENV/bin:$PATH"
  if ! has_node; then
    same node requirements-node.txt && has_node || {
      say "    no Node.js $OLDEST_NODE or newer here: putting one into $VENV (about 20 seconds)"
      packages requirements-node.txt
      finished node
    }
    has_node || fail "Node.js could not be put into $VENV. Install Node.js $OLDEST_NODE or newer."
  fi
  same npm package-lock.json .npmrc && [ -d node_modules ] && return
  say "2/3 Browser packages (about 15 seconds)"
  npm ci --ignore-scripts --no-audit --no-fund --fetch-retries=1 --loglevel=error >"$LOG" 2>&1 || {
    tail -n 5 "$LOG" >&2
    fail "the browser packages could not be fetched. Is there a network? Then run the same again."
  }
  same npm package-lock.json .npmrc
  finished npm
}

bundle_step() {
  local sources
  sources=$(find static -path static/dist -prune -o -type f -print | sort)
  # shellcheck disable=SC2086 # our file names have no blanks
  same bundle build.mjs package-lock.json $sources && [ -f static/dist/manifest.json ] && return
  say "3/3 Bundling styles and scripts (a second)"
  npm run --silent build >"$LOG" 2>&1 || {
    cat "$LOG" >&2
    fail "the styles and scripts could not be bundled."
  }
  finished bundle
}

# Debian's programs that tests drive; what may not be installed is named, and its tests are skipped.
programs_step() {
  local missing=()
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
  command -v redis-server >/dev/null || missing+=(redis-server)
  [ ${#missing[@]} -eq 0 ] && return
  local sudo=""
  if [ "$(id -u)" -ne 0 ]; then
    sudo="sudo -n"
    $sudo true 2>/dev/null || {
      say "Not installed, and there is no right to install: ${missing[*]}. Their tests are skipped."
      say "To run them too: sudo apt install ${missing[*]}"
      return
    }
  fi
  command -v apt-get >/dev/null || {
    say "Not installed, and this is no Debian: ${missing[*]}. Their tests are skipped."
    return
  }
  say "    installing ${missing[*]} for the tests (one to two minutes)"
  export DEBIAN_FRONTEND=noninteractive
  { $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
    >"$LOG" 2>&1 || say "Could not be installed: ${missing[*]} (see $LOG). Their tests are skipped."
}

tests_step() {
  same tests requirements.txt requirements-dev.txt || {
    say "    test tools (one to two minutes, the first time only)"
    packages requirements-dev.txt
    finished tests
  }
  programs_step
}

python_step
node_step
bundle_step
if [ "${1:-}" = tests ]; then tests_step; fi
