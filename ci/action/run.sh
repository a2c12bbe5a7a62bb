#!/usr/bin/env bash
# What action.yml does, in the folder of a project: NATLAB_ARGUMENTS are run with reports in NATLAB_OUT. The project's own
# n2n-natlab is used if it has one, else that of the action, NATLAB_ACTION, which is built first.
set -euo pipefail

# Ubuntu's runners forbid an ordinary user the laboratory and have sudo without a password. A runner that has none goes
# without root.
root=()
if [ "$(id -u)" != 0 ] && sudo -n true 2> /dev/null; then root=(sudo --preserve-env env "PATH=$PATH"); fi

natlab=$PWD/node_modules/.bin/natlab
if [ ! -x "$natlab" ]; then
  natlab=$NATLAB_ACTION/dist/natlab/natlab.mjs
  if [ ! -e "$natlab" ]; then
    (cd "$NATLAB_ACTION" && node ci/package/prepack.mjs)
  fi
fi

if [ -n "${GITHUB_OUTPUT:-}" ]; then
  echo "out=$(realpath --canonicalize-missing --relative-to="${GITHUB_WORKSPACE:-$PWD}" "$NATLAB_OUT")" >> "$GITHUB_OUTPUT"
fi

# Words of the workflow's author.
read -r -a words <<< "$NATLAB_ARGUMENTS"
if [ "${words[0]:-}" = scenario ]; then words+=(--out "$NATLAB_OUT"); fi

case " $NATLAB_ARGUMENTS " in
  *" --world sim "*) exec node "$natlab" "${words[@]}" ;;
esac
"${root[@]}" node "$natlab" setup
status=0
"${root[@]}" node "$natlab" "${words[@]}" || status=$?
# By sudo they would be root's, and the next step could not read them all.
if [ "${#root[@]}" != 0 ] && [ -e "$NATLAB_OUT" ]; then sudo chown -R "$(id -u):$(id -g)" "$NATLAB_OUT"; fi
exit "$status"
