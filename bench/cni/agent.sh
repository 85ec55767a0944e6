# shellcheck shell=bash disable=SC2154
# What the agent itself takes: its start, its memory, many peers, many leases. Sourced by bench.sh, with $home and $work set.

# now_ms: the time in milliseconds.
now_ms() {
  local micros=${EPOCHREALTIME/[.,]/}
  echo $((micros / 1000))
}

# peers COUNT: Node objects of that many peers, neighbours of 172.16.0.1/12, with a /24 each.
peers() {
  local i
  for ((i = 1; i <= $1; i++)); do
    printf -- '---\napiVersion: v1\nkind: Node\nmetadata: {name: peer-%d}\n' "$i"
    printf 'spec: {podCIDR: 10.%d.%d.0/24, podCIDRs: [10.%d.%d.0/24]}\n' $((i / 256)) $((i % 256)) $((i / 256)) $((i % 256))
    printf 'status: {addresses: [{type: InternalIP, address: 172.16.%d.%d}]}\n' $((i / 250 + 1)) $((i % 250 + 1))
  done
}

# prepare_agent NODE ADDRESS: what an agent needs on a node of that address: folders, a Node object, plugin and config.
prepare_agent() {
  local root=$work/$1
  mkdir -p "$root/manifests" "$root/run"
  # as on a node; the reference keeps its leases on the disk
  mount -t tmpfs -o mode=755 tmpfs "$root/run"
  cat > "$root/manifests/own.yaml" << END
apiVersion: v1
kind: Node
metadata: {name: $1}
spec: {podCIDR: 10.200.0.0/16, podCIDRs: [10.200.0.0/16]}
status: {addresses: [{type: InternalIP, address: $2}]}
END
  on_node "$1" ./flatnet install --root "$root" >> "$work/agent.log" 2>&1 || fail "install: $(tail -n 3 "$work/agent.log")"
}

# run_agent NODE [OPTION…]: starts it in the background; its process is in $agent.
run_agent() {
  local node=$1
  shift
  # no shell stays between: the process that is ended later is the agent
  (exec nsenter --net="/run/netns/$node" -- ./flatnet agent --node "$node" --manifests "$work/$node/manifests" \
    --root "$work/$node" "$@") >> "$work/agent.log" 2>&1 &
  agent=$!
  agents+=("$agent")
}

end_agent() {
  kill "$agent"
  wait "$agent" 2> /dev/null || true
}

# wait_until COMMAND…: at most half a minute, and while the agent is there.
wait_until() {
  local end=$((SECONDS + 30))
  until "$@"; do
    # not to take a processor from whom it waits for
    sleep 0.02
    if ! kill -0 "$agent" 2> /dev/null || ((SECONDS >= end)); then
      fail "the agent does not get there; the end of $work/agent.log: $(tail -n 3 "$work/agent.log")"
    fi
  done
}

# start_monitor: has the kernel's word of every change of a route on the node "big" written down, with its time.
start_monitor() {
  local end=$((SECONDS + 10))
  (exec nsenter --net=/run/netns/big -- stdbuf -oL ip -ts monitor route) > "$work/monitor.out" 2>&1 &
  monitor=$!
  agents+=("$monitor")
  # the monitor is there when it has told of a route of our own making
  until grep -q 198.51.100.0 "$work/monitor.out"; do
    ((SECONDS < end)) || fail "ip monitor tells of nothing"
    # the kernel tells of changes alone
    on_node big ip route add 198.51.100.0/24 dev uplink
    on_node big ip route del 198.51.100.0/24 dev uplink
  done
}

end_monitor() {
  kill "$monitor"
  wait "$monitor" 2> /dev/null || true
}

# routes_told COUNT: whether the kernel has told of that many routes of the agent's. Reading what was written takes nothing
# from the agent, as to list them again and again would.
routes_told() {
  (($(grep -c 'proto 70' "$work/monitor.out") >= $1))
}

# told_us PATTERN: when the kernel told of the last route like this, in microseconds.
told_us() {
  # [2026-11-24T20:00:00.123456] 10.222.0.0/24 via …
  date +%s%6N -d "$(grep -- "$1" "$work/monitor.out" | sed -n '$s/^\[\([^]]*\)\].*/\1/p')"
}

# call NODE COMMAND CONTAINER NAMESPACE: one call as a runtime makes it; its output goes nowhere.
call() {
  CNI_COMMAND=$2 CNI_CONTAINERID=$3 CNI_NETNS=$4 CNI_IFNAME=eth0 CNI_PATH=$work/$1/opt/cni/bin \
    on_node "$1" "$work/$1/opt/cni/bin/flatnet" < "$work/node/flatnet.json" > "$work/call.out" 2>&1
}

measure_agent() {
  local peers began i monitor
  make_node big
  on_node big ip address add 172.16.0.1/12 dev uplink
  prepare_agent big 172.16.0.1
  run_agent big
  wait_until call big STATUS '' ''
  end_agent

  for ((i = 0; i < 5; i++)); do
    ip netns add "first$i"
    began=$(now_ms)
    run_agent big
    call big ADD "first-$i" "/run/netns/first$i" || fail "the first ADD: $(cat "$work/call.out")"
    printf 'first ADD\t%s\n' $(($(now_ms) - began)) >> "$work/agent.samples"
    end_agent
  done

  for peers in 1000 5000; do
    peers "$peers" > "$work/big/manifests/peers.yaml"
    on_node big ip route flush proto 70
    start_monitor
    began=$(now_ms)
    run_agent big
    wait_until routes_told "$peers"
    end_monitor
    printf '%s peers\t%s\n' "$peers" $(($(told_us 'proto 70') / 1000 - began)) >> "$work/agent.samples"
    sleep 3
    printf 'memory %s\t%s\n' "$peers" "$(awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$agent/status")" >> "$work/agent.samples"
    [[ $peers == 5000 ]] || end_agent
  done

  for ((i = 0; i < 9; i++)); do
    change "$i"
  done
  end_agent
}

# change NUMBER: one node more, in a file of its own: from its name in the folder to the kernel's word of its route.
change() {
  local began address=172.31.0.$(($1 + 1)) range=10.222.$1.0/24 end=$((SECONDS + 10))
  printf 'apiVersion: v1\nkind: Node\nmetadata: {name: late-%s}\nspec: {podCIDR: %s, podCIDRs: [%s]}\nstatus: {addresses: [{type: InternalIP, address: %s}]}\n' \
    "$1" "$range" "$range" "$address" > "$work/big/late.yaml"
  start_monitor
  began=${EPOCHREALTIME/[.,]/}
  mv "$work/big/late.yaml" "$work/big/manifests/late-$1.yaml"
  until grep -q "$range" "$work/monitor.out"; do
    ((SECONDS < end)) || fail "the route $range does not come"
  done
  end_monitor
  printf 'change\t%s\n' $(($(told_us "$range") - began)) >> "$work/agent.samples"
}

# fill NODE COUNT: leases of attachments that other plugins made, of the range that pods get theirs from.
fill() {
  printf '{"cniVersion":"1.1.0","name":"flatnet","type":"host-local","ipam":{"type":"host-local","subnet":"10.200.0.0/16"}}\n' > "$work/lease.json"
  cp "$work/$1/opt/cni/bin/flatnet" "$work/$1/opt/cni/bin/host-local"
  # the loop itself goes into the node, as to enter it for each call would take longer than the call
  export -f fill_here
  on_node "$1" env work="$work" bash -c 'fill_here "$@"' fill "$1" "$2" || fail "a lease: $(cat "$work/call.out")"
}

fill_here() {
  local i
  export CNI_COMMAND=ADD CNI_NETNS=/run/netns/nothing CNI_IFNAME=eth0 CNI_PATH=$work/bin CNI_CONTAINERID
  for ((i = 0; i < $2; i++)); do
    CNI_CONTAINERID=held-$i
    "$work/$1/opt/cni/bin/host-local" < "$work/lease.json" > "$work/call.out" 2>&1 || return 1
  done
}

# agent_median NAME: of the samples.
agent_median() {
  awk -F '\t' -v name="$1" '$1 == name { print $2 }' "$work/agent.samples" | sort -g | awk '{ values[NR] = $1 } END { print values[int((NR + 1) / 2)] }'
}

# Title | sample | unit | at most
agent_measures="First ADD after the agent's exec|first ADD|ms|600
Memory at rest, 1,000 peers|memory 1000|MB|90
Memory at rest, 5,000 peers|memory 5000|MB|130
5,000 peers programmed after exec|5000 peers|ms|2000
A node's change in the folder, in the kernel|change|µs|20000
./flatnet lab, once built|lab|ms|6000"

agent_rows() {
  local title sample unit most value
  while IFS='|' read -r title sample unit most; do
    value=$(agent_median "$sample")
    awk -v title="$title" -v value="${value:--}" -v unit="$unit" -v most="$most" 'BEGIN {
      printf "%s\t%s\t-\t%s\t-\t<= %s\t%s\n", title, value, unit, most, value == "-" ? "-" : value <= most ? "yes" : "no" }'
  done <<< "$agent_measures"
}

measure_lab() {
  local began i
  : > "$work/agent.samples"
  for ((i = 0; i < 3; i++)); do
    began=$(now_ms)
    ./flatnet lab --name bench > /dev/null 2>&1 || fail "./flatnet lab fails"
    printf 'lab\t%s\n' $(($(now_ms) - began)) >> "$work/agent.samples"
  done
}
