import { heredoc } from "./quoted.ts";

/**
 * The part of a script that starts it again in namespaces of its own: whatever ends it, the kernel ends and removes
 * everything in them. `rooted`: `ci/rooted.sh`, for ordinary users and chroots.
 */
export const outsidePart = (rooted: string): string => `if [ "\${NATLAB_INSIDE:-}" != yes ]; then
  WORK=$(mktemp -d) || exit 74
  child=
  # Whatever it started ends with the process that is killed here.
  clean() {
    trap - EXIT
    [ -z "$child" ] || kill -9 "$child" 2>/dev/null
    wait 2>/dev/null
    rm -rf "$WORK"
  }
  trap clean EXIT
  trap 'clean; exit 130' INT
  trap 'clean; exit 143' TERM
  trap 'clean; exit 129' HUP
  trap 'clean; exit 131' QUIT
  cat > "$WORK/rooted.sh" ${heredoc(rooted)}
  NATLAB_INSIDE=yes
  export NATLAB_INSIDE WORK
  case $0 in /*) self=$0 ;; *) self=$(pwd)/$0 ;; esac
  sh "$WORK/rooted.sh" unshare --mount --net --pid --fork --kill-child --mount-proc sh "$self" "$@" &
  child=$!
  wait "$child"
  code=$?
  [ -e "$WORK/begun" ] || { echo "repro: no namespaces could be made here (unshare ended with $code)" >&2; exit 69; }
  exit "$code"
fi
`;

/** What the rest of a script is written in. */
export const insidePart = ({
  ip,
  ip6,
  size,
}: {
  readonly ip: string | undefined;
  readonly ip6: string | undefined;
  readonly size: number;
}): string => `say() { echo "  $*" >&2; }

verdict() { # VERDICT OBSERVED EXPECTED
  echo "expected  $3"
  echo "observed  $2"
  if [ "$1" = fail ] && [ -n "$failed" ] && [ "$3" != "$failed" ]; then echo "verdict   fail, earlier than in the run, where this failed: $failed"
  elif [ "$1" = "$said" ]; then echo "verdict   $1, as in the run"
  else echo "verdict   $1; in the run: $said"; fi
  case $1 in pass) exit 0 ;; fail) exit 1 ;; *) exit 2 ;; esac
}

# Counts the large datagrams that a node sends, to a relay and anywhere else, and those that arrive.
watch() { # NODE INTERFACES
  ip netns exec "natlab-$1" nft -f - <<RULES
table inet natlab_check {}
delete table inet natlab_check
table inet natlab_check {
  counter relayed {}
  counter direct {}
  counter arrived {}
  chain in {
    type filter hook prerouting priority -310
    iifname { $2 } meta length > ${size} counter name arrived
  }
  chain out {
    type filter hook output priority 300
    oifname != { $2 } accept
    meta length <= ${size} accept
${[ip && `    ip daddr ${ip} counter name relayed accept`, ip6 && `    ip6 daddr ${ip6} counter name relayed accept`].filter(Boolean).join("\n")}
    counter name direct
  }
}
RULES
}

count() { # NODE COUNTER
  ip netns exec "natlab-$1" nft list counter inet natlab_check "$2" | sed -n 's/.*packets \\([0-9]*\\).*/\\1/p'
}

# How the pings of a node travel: direct, relayed, mixed, or none if one got no answer.
travelled() { # NODE STEADY
  d=$(count "$1" direct) r=$(count "$1" relayed)
  if [ "$d" -ge "$2" ] && [ "$r" -eq 0 ]; then echo direct
  elif [ "$r" -ge "$2" ] && [ "$d" -eq 0 ]; then echo relayed
  else echo mixed; fi
}

pings() { # FROM ADDRESS COUNT
  ip netns exec "natlab-$1" ping -n -q -i 0.2 -W 1 -s ${size} -c "$3" "$2" 2>/dev/null | sed -n 's/.* \\([0-9]*\\) received.*/\\1/p'
}

check_ping() { # EXPECTED A ADDRESS INTERFACES B ADDRESS INTERFACES WITHIN
  until=$(($(date +%s) + $8))
  while :; do
    [ "$(pings "$2" "$6" 1)" = 1 ] && { say "met: $1"; return; }
    [ "$(date +%s)" -lt "$until" ] || verdict fail "no ping from $2 to $5 was answered within $8 s" "$1"
  done
}

check_path() { # EXPECTED A ADDRESS INTERFACES B ADDRESS INTERFACES PATH WITHIN STEADY
  until=$(($(date +%s) + $9))
  shift_expected=$1; a=$2; ia=$4; b=$5; to=$6; ib=$7; want=$8; shift 9; steady=$1
  while :; do
    watch "$a" "$ia"; watch "$b" "$ib"
    answered=$(pings "$a" "$to" "$steady")
    if [ "\${answered:-0}" -lt "$steady" ]; then seen="\${answered:-0} of $steady pings answered"; is=none
    else
      there=$(travelled "$a" "$steady"); back=$(travelled "$b" "$steady")
      seen="$steady of $steady pings answered, $there from $a and $back from $b"
      if [ "$there" = "$back" ]; then is=$there; else is=mixed; fi
    fi
    [ "$is" = "$want" ] && { say "met: $shift_expected"; return; }
    [ "$want" = any ] && [ "$is" != none ] && { say "met: $shift_expected"; return; }
    [ "$(date +%s)" -lt "$until" ] || verdict fail "$seen" "$shift_expected"
  done
}

check_runs() { # EXPECTED PID WHO SECONDS
  until=$(($(date +%s) + $4))
  while kill -0 "$2" 2>/dev/null; do
    [ "$(date +%s)" -lt "$until" ] || verdict pass "$3 still runs" "$1"
    sleep 0.2
  done
  wait "$2"
  verdict fail "$3 ended with exit code $?" "$1"
}
`;
