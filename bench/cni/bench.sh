# shellcheck shell=bash disable=SC2154
# The benchmark of the CNI calls. Sourced, with $home set. It runs twice: outside, where it builds, and then inside
# namespaces of its own, where it measures.

. "$home/bench/cni/agent.sh"

plugins=github.com/containernetworking/plugins/plugins
work=$home/.flatnet/bench

bench_cni() {
  local json='' blocks=12 serial=10 parallel=30
  while (($# > 0)); do
    case $1 in
      --json) json=$(realpath -m -- "$2") ;;
      --blocks) blocks=$2 ;;
      --serial) serial=$2 ;;
      --parallel) parallel=$2 ;;
      *) fail "what is '$1'? Expected --json FILE, --blocks N, --serial N or --parallel N" ;;
    esac
    shift 2
  done
  if [[ -z ${BENCH_INSIDE:-} ]]; then
    build_bench
    measure_lab
    export BENCH_INSIDE=1
    local -a user=()
    ((EUID == 0)) || user=(--user --map-root-user)
    exec unshare "${user[@]}" --net --mount -- "$home/bench/run" cni --blocks "$blocks" --serial "$serial" \
      --parallel "$parallel" ${json:+--json "$json"}
  fi
  measure "$blocks" "$serial" "$parallel"
  measure_agent
  table "$work/medians" "$parallel"
  [[ -z $json ]] || as_json > "$json"
}

# The peers by their ordinary package client, and this folder's programs.
build_bench() {
  mkdir -p "$work/bin"
  type -P go > /dev/null || fail "no Go (go), which builds the plugins that are compared with. On Debian: apt-get install golang"
  if [[ ! -x $work/bin/bridge || ! -x $work/bin/ptp || ! -x $work/bin/host-local ]]; then
    say "Building the reference plugins v1.9.1"
    CGO_ENABLED=0 GOBIN=$work/bin GOFLAGS=-trimpath go install -ldflags '-s -w' \
      $plugins/{main/bridge,main/ptp,ipam/host-local}@v1.9.1 > "$work/go.log" 2>&1 || fail "go install failed: $(tail -n 5 "$work/go.log")"
  fi
  local program
  for program in harness floor nothing; do
    cc -std=gnu17 -O2 -static -o "$work/bin/$program" "bench/cni/$program.c"
  done
  ./flatnet --version > /dev/null
}

# make_node NAME: a network namespace that is a node as on a stock system: an uplink, no bridge netfilter.
make_node() {
  ip netns add "$1"
  # shellcheck disable=SC2016 # expanded inside
  on_node "$1" sh -c 'ip link set lo up
    for call in iptables ip6tables arptables; do
      [ ! -e /proc/sys/net/bridge/bridge-nf-call-$call ] || echo 0 > /proc/sys/net/bridge/bridge-nf-call-$call
    done
    ip link add uplink type veth peer name wire
    ip address add 192.0.2.1/24 dev uplink
    ip link set uplink up
    ip link set wire up
    ip route add default via 192.0.2.254'
}

on_node() {
  local node=$1
  shift
  nsenter --net="/run/netns/$node" -- "$@"
}

reference_config() {
  printf '{"cniVersion":"1.0.0","name":"%s","type":"bridge","bridge":"%s0","isGateway":true,"isDefaultGateway":true,"ipMasq":%s,' \
    "$1" "$1" "$2"
  printf '"ipam":{"type":"host-local","subnet":"%s","dataDir":"%s/leases"}}\n' "$3" "$work/node"
}

measure() {
  # what the plugins keep under /run, and the names of the namespaces, go with this process's mounts
  mount -t tmpfs -o mode=755 tmpfs /run
  rm -rf -- "$work"/{node,flatnet,full,big}
  mkdir -p "$work/node"
  : > "$work/agent.log"
  agents=()
  trap 'kill "${agents[@]}" 2> /dev/null; wait 2> /dev/null || true' EXIT
  local name
  for name in nothing floor plain noise masq flatnet full; do
    make_node "$name"
  done
  reference_config plain false 10.210.0.0/16 > "$work/node/plain.json"
  reference_config noise false 10.211.0.0/16 > "$work/node/noise.json"
  reference_config masq true 10.212.0.0/16 > "$work/node/masq.json"
  printf '{"cniVersion":"1.1.0","name":"flatnet","type":"flatnet"}\n' > "$work/node/flatnet.json"
  on_node floor ip link add floorbridge type bridge
  on_node floor ip link set floorbridge up
  local -a arms=("nothing=$work/bin/nothing=/dev/null=/=/run/netns/nothing")
  arms+=("floor=$work/bin/floor=/dev/null=/=/run/netns/floor")
  for name in plain masq noise; do
    arms+=("$name=$work/bin/bridge=$work/node/$name.json=$work/bin=/run/netns/$name")
  done
  for name in flatnet full; do
    prepare_agent "$name" 192.0.2.1
    run_agent "$name" --metricsAddress off
    wait_until call "$name" STATUS '' ''
    arms+=("$name=$work/$name/opt/cni/bin/flatnet=$work/node/flatnet.json=$work/$name/opt/cni/bin=/run/netns/$name")
  done
  say "Filling a range with 10,000 leases"
  fill full 10000
  "$work/bin/harness" "$1" "$2" "$3" "${arms[@]}" > "$work/samples"
  medians < "$work/samples" > "$work/medians"
}

# medians: of lines "arm measure value", one line "arm measure median lowest highest" a measure of an arm.
medians() {
  sort -t $'\t' -k1,1 -k2,2 -k3,3g | awk -F '\t' '
    function told() { if (count) printf "%s\t%.1f\t%.1f\t%.1f\n", key, values[int((count + 1) / 2)], values[1], values[count] }
    { if ($1 "\t" $2 != key) { told(); key = $1 "\t" $2; count = 0 } values[++count] = $3 }
    END { told() }'
}

median() { awk -F '\t' -v arm="$1" -v measure="$2" '$1 == arm && $2 == measure { print $3 }' "$work/medians"; }

# What is compared: title | measure | peer's arm | unit | relation of the ratio to its goal | goal
comparisons="ADD, one at a time|ADD alone|plain|µs|<=|0.2
ADD, one at a time, the reference with ipMasq|ADD alone|masq|µs|<=|0.0667
ADD, one at a time, against the kernel's work alone|ADD alone|floor|µs|<=|1.4
ADD, %s at once|ADD at once per second|plain|1/s|>=|5
ADD, %s at once, the reference with ipMasq|ADD at once per second|masq|1/s|>=|10
ADD, %s at once, the slowest|ADD at once slowest|plain|µs|<=|0.2
ADD, %s at once, the slowest, with ipMasq|ADD at once slowest|masq|µs|<=|0.2
ADD, one at a time, with 10,000 leases held|ADD alone|full=flatnet|µs|<=|1.2
DEL, one at a time|DEL alone|plain|µs||
DEL, one at a time, with ipMasq|DEL alone|masq|µs||
DEL, %s at once|DEL at once per second|plain|1/s|>=|5
DEL, %s at once, with ipMasq|DEL at once per second|masq|1/s|>=|40"

# rows PARALLEL: title, flatnet, peer, unit, ratio, goal, met; tabs between; "-" for what is not there.
rows() {
  local title measure peer own unit relation goal flatnet other
  while IFS='|' read -r title measure peer unit relation goal; do
    # ARM=PEER where it is another arm of Flatnet's own
    own=flatnet
    [[ $peer != *=* ]] || own=${peer%%=*} peer=${peer#*=}
    flatnet=$(median "$own" "$measure") other=$(median "$peer" "$measure")
    # shellcheck disable=SC2059 # the titles are formats
    awk -v title="$(printf "$title" "$1")" -v flatnet="${flatnet:--}" -v peer="${other:--}" -v unit="$unit" \
      -v relation="$relation" -v goal="$goal" 'BEGIN {
        known = flatnet != "-" && peer != "-" && peer + 0 > 0
        ratio = known ? flatnet / peer : "-"
        met = !known || goal == "" ? "-" : (relation == "<=" ? ratio <= goal : ratio >= goal) ? "yes" : "no"
        printf "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", title, flatnet, peer, unit, known ? sprintf("%.3f", ratio) : "-",
          goal == "" ? "-" : relation " " goal, met }'
  done <<< "$comparisons"
}

table() {
  { rows "$2" && agent_rows; } > "$work/rows"
  printf '%-56s %12s %12s %-5s %8s %10s %s\n' measure flatnet peer unit ratio goal met
  local title flatnet peer unit ratio goal met
  while IFS=$'\t' read -r title flatnet peer unit ratio goal met; do
    printf '%-56s %12s %12s %-5s %8s %10s %s\n' "$title" "$flatnet" "$peer" "$unit" "$ratio" "$goal" "$met"
  done < "$work/rows"
  printf '\nMedians. Floors: a static program that does nothing %s µs; with the netlink work of an ADD %s µs.\n' \
    "$(median nothing 'ADD alone')" "$(median floor 'ADD alone')"
  printf 'Noise: the reference against itself, ADD one at a time %s and %s µs, %s at once %s and %s a second.\n' \
    "$(median plain 'ADD alone')" "$(median noise 'ADD alone')" "$2" \
    "$(median plain 'ADD at once per second')" "$(median noise 'ADD at once per second')"
}

as_json() {
  awk -F '\t' 'function number(text) { return text == "-" ? "null" : text }
    BEGIN { printf "{\"rows\":[" }
    { printf "%s{\"measure\":\"%s\",\"flatnet\":%s,\"peer\":%s,\"unit\":\"%s\",\"ratio\":%s,\"goal\":%s,\"met\":%s}", (NR > 1 ? "," : ""),
        $1, number($2), number($3), $4, number($5), $6 == "-" ? "null" : "\"" $6 "\"",
        $7 == "-" ? "null" : $7 == "yes" ? "true" : "false" }
    END { print "]}" }' "$work/rows"
}
