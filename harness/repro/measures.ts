import { topologyAt } from "../evidence/topology-at.ts";
import type { Claim } from "../expect/claim.ts";
import { roundTripLegs, type Leg } from "../expect/loss/links-between.ts";
import { linkBound, programBound } from "../expect/loss/rates.ts";
import { askedOf, boundsAround, type Asked } from "../expect/timing/latency-bounds.ts";
import { kibibytes } from "../expect/timing/throughput.ts";
import type { LabHistory } from "../lab-world/setting.ts";
import { quoted } from "./quoted.ts";

type Measured = Extract<Claim, { kind: "latency" | "loss" | "throughput" }>;

/** Bytes of a ping: IP payload without the ICMP header; `header`: that. */
export interface PingSize {
  readonly size: number;
  readonly header: number;
}

export const isMeasured = (claim: Claim): claim is Measured => ["latency", "loss", "throughput"].includes(claim.kind);

/** The check of a measured claim: as judged in a run, with the same bounds. */
export function measureLine(
  claim: Measured,
  expected: string,
  history: LabHistory,
  { size, header }: PingSize,
): string {
  const within = Math.ceil(claim.within / 1000);
  if (claim.kind === "throughput")
    return `check_throughput ${expected} ${within} ${claim.bytes} ${claim.port} ${claim.floor} ${quoted(kibibytes(claim.bytes))}`;
  const relay = claim.path === "relayed" ? history.relays[0] : undefined;
  const legs = roundTripLegs(topologyAt(history, claim.from), claim.a, claim.b, relay); // prettier-ignore
  const common = `${expected} ${claim.path} ${within} ${claim.samples}`;
  if (claim.kind === "loss") return `check_loss ${common} ${relay ?? claim.a} ${lossWords(legs, claim.samples)}`;
  const asked = askedOf(legs, size + header);
  const none: Asked = { ...asked, delay: 0, jitter: 0, spread: 0 };
  return `check_latency ${common} ${[asked, none].map((one) => latencyWords(one, claim)).join(" ")}`;
}

/** Configured, least, most at p50, at p95, and at all: milliseconds. */
function latencyWords(asked: Asked, { path, samples }: Extract<Measured, { kind: "latency" }>): string {
  const { least, p50, p95, worst } = boundsAround(path, asked, samples);
  return [asked.delay, least, p50, p95, worst].map((ms) => ms.toFixed(1)).join(" ");
}

/** Configured in percent; what programs may lose of the pings; the fewest and the most that the links may lose. */
function lossWords(legs: readonly Leg[], samples: number): string {
  const asked = 1 - legs.reduce((arrives, leg) => arrives * (1 - leg.asked.loss), 1);
  const links = linkBound(samples, asked);
  return `${(asked * 100).toFixed(1)} ${programBound(samples).most} ${links.least} ${links.most}`;
}

/** The functions that check measured claims; with `insidePart`. */
export const measurePart = (size: number): string => `# Without netem links have no delay and lose nothing.
has_netem() {
  ip netns exec "natlab-$a" tc qdisc replace dev lo root netem delay 1ms 2>/dev/null &&
    ip netns exec "natlab-$a" tc qdisc del dev lo root
}

pair() { # A ADDRESS INTERFACES B ADDRESS INTERFACES
  a=$1 from=$2 ia=$3 b=$4 to=$5 ib=$6
}

# What left a node and what came in: datagrams as large as pings.
left() { echo $(($(count "$1" direct) + $(count "$1" relayed))); }

way() { # NODE
  d=$(count "$1" direct) r=$(count "$1" relayed)
  case $((d > 0))$((r > 0)) in 10) echo direct ;; 01) echo relayed ;; 00) echo none ;; *) echo mixed ;; esac
}

series() { # COUNT: pings from a to b
  watch "$a" "$ia"; watch "$b" "$ib"
  ip netns exec "natlab-$a" ping -n -i 0.2 -W 2 -s ${size} -c "$1" "$to" 2>/dev/null | grep ' time=' | grep -v DUP > "$WORK/series"
  answered=$(grep -c . < "$WORK/series")
  there=$(way "$a"); back=$(way "$b")
  travelled="$there from $a and $back from $b"
}

check_latency() { # EXPECTED PATH WITHIN SAMPLES CONFIGURED LEAST P50 P95 WORST, and these five without netem
  expected=$1 path=$2 until=$(($(date +%s) + $3)) n=$4 note=
  if has_netem; then shift 4; else shift 9; note=", links have no delay here: no netem"; fi
  while :; do
    series "$n"
    result=$({ sed -n 's/.* time=\\([0-9.]*\\).*/\\1/p' "$WORK/series"; yes Inf | head -n "$((n - answered))"; } |
      sed 's/Inf/1e9/' | sort -g | awk -v asked="$1" -v least="$2" -v m50="$3" -v m95="$4" -v worst="$5" -v lost="$((n - answered))" '
      function at(share,  i) { i = NR * share; if (i > int(i)) i = int(i) + 1; return v[i] }
      function shown(ms) { return (ms < 1e9) ? sprintf("%.1f ms", ms) : "never" }
      { v[NR] = $1 }
      END {
        p50 = at(0.5); p95 = at(0.95); trouble = ""
        if (p50 < least) trouble = "p50 is below " least " ms"
        else if (p50 > m50) trouble = "p50 is above " m50 " ms"
        else if (p95 > m95) trouble = "p95 is above " m95 " ms"
        else if (v[NR] > worst) trouble = "the slowest is above " worst " ms"
        print (trouble == "" ? "met" : "not") " configured " asked " ms, p50 " shown(p50) ", p95 " shown(p95) " (n=" NR (lost > 0 ? ", " lost " never answered" : "") ")" (trouble == "" ? "" : "; " trouble)
      }')
    if [ "$there" = "$path" ] && [ "$back" = "$path" ]; then
      case $result in "met "*) say "met: $expected: \${result#met }$note"; return ;; esac
      result=\${result#not }
    else result="$answered of $n pings answered, $travelled"; fi
    [ -n "$result" ] || verdict inconclusive "nothing could be measured$note" "$expected"
    [ "$(date +%s)" -lt "$until" ] || verdict fail "$result$note" "$expected"
  done
}

check_loss() { # EXPECTED PATH WITHIN SAMPLES RELAY CONFIGURED PROGRAMS LEAST MOST
  expected=$1 path=$2 until=$(($(date +%s) + $3)) n=$4 relay=$5 asked=$6 programs=$7 least=$8 most=$9 note=
  has_netem || { asked=0.0 least=0 most=0 note=", links lose nothing here: no netem"; }
  while :; do
    [ "$relay" = "$a" ] || watch "$relay" "$(interfaces "$relay")"
    series "$n"
    sent=0 came=0
    for node in $(printf '%s\\n' "$a" "$b" "$relay" | sort -u); do
      sent=$((sent + $(left "$node"))) came=$((came + $(count "$node" arrived)))
    done
    lost=$((n - answered)) links=$((sent - came)) own=$((n - answered - sent + came))
    result="configured $asked %, lost $lost of $n, $own by programs$note"
    if [ "$there" != "$path" ] || [ "$back" != "$path" ]; then
      result="$answered of $n pings answered, $travelled" is=fail
    elif [ "$own" -gt "$programs" ]; then is=fail
    elif [ "$links" -lt "$least" ] || [ "$links" -gt "$most" ]; then
      result="$result; links lost $links, not $least to $most" is=inconclusive
    else say "met: $expected: $result"; return; fi
    [ "$(date +%s)" -lt "$until" ] || verdict $is "$result" "$expected"
  done
}

interfaces() { # NODE: of its cables
  ip netns exec "natlab-$1" ls /sys/class/net | grep '^eth\\|^wan\\|^lan' | paste -sd,
}

check_throughput() { # EXPECTED WITHIN BYTES PORT MBITS SIZE
  expected=$1 within=$2 bytes=$3 port=$4 floor=$5 size=$6
  head -c "$bytes" /dev/urandom > "$WORK/content"
  digest=$(sha256sum < "$WORK/content"); digest=\${digest%% *}
  cat > "$WORK/receive.pl" <<'PERL'
use IO::Socket::IP;
my ($host, $port, $file) = @ARGV;
my $server = IO::Socket::IP->new(LocalHost => $host, LocalPort => $port, Listen => 1, ReuseAddr => 1) or die "$@\\n";
my $peer = $server->accept or die "$!\\n";
open(my $out, ">", $file) or die "$!\\n";
while (sysread($peer, my $data, 65536)) { print $out $data }
close($out);
my ($digest) = \`sha256sum < $file\` =~ /^(\\w+)/;
print {$peer} -s $file, " $digest\\n";
PERL
  cat > "$WORK/send.pl" <<'PERL'
use IO::Socket::IP;
my ($host, $port, $file) = @ARGV;
my $peer;
until ($peer = IO::Socket::IP->new(PeerHost => $host, PeerPort => $port, Timeout => 5)) { select(undef, undef, undef, 0.1) }
my $begun = \`date +%s%N\`;
open(my $in, "<", $file) or die "$!\\n";
while (sysread($in, my $data, 65536)) { syswrite($peer, $data) == length($data) or die "$!\\n" }
$peer->shutdown(1);
my $answer = <$peer>;
printf("%d %s", (\`date +%s%N\` - $begun) / 1e6, $answer);
PERL
  ip netns exec "natlab-$b" perl "$WORK/receive.pl" "$to" "$port" "$WORK/received" 2>/dev/null &
  receiver=$!
  answer=$(ip netns exec "natlab-$a" timeout "$within" perl "$WORK/send.pl" "$to" "$port" "$WORK/content" 2>/dev/null)
  kill "$receiver" 2>/dev/null
  set -- $answer
  if [ $# -lt 3 ]; then verdict fail "$(stat -c %s "$WORK/received" 2>/dev/null || echo 0) of $bytes bytes arrived, no answer in $within s" "$expected"; fi
  [ "$2 $3" = "$bytes $digest" ] || verdict fail "$b got $2 of $bytes bytes, or other bytes than were sent" "$expected"
  mbits=$(awk -v bytes="$bytes" -v ms="$1" 'BEGIN { printf "%.1f", bytes * 8 / 1000 / (ms < 1 ? 1 : ms) }')
  result="$size intact in $1 ms, $mbits Mbit/s"
  if awk -v rate="$mbits" -v floor="$floor" 'BEGIN { exit !(rate >= floor) }'; then say "met: $expected: $result"
  else verdict fail "$result: slower than $floor Mbit/s" "$expected"; fi
}
`;
