# shellcheck shell=bash disable=SC2154
# What ./test is made of. Sourced, with $home, $jdk and $parts set; counts into $passed and $failed.

# COMMAND:PACKAGE of Debian. A test whose tool is missing fails, so they are there before the first one runs.
tools=(nft:nftables ip:iproute2 conntrack:conntrack ethtool:ethtool tcpdump:tcpdump ping:iputils-ping
  unshare:util-linux flock:util-linux setpriv:util-linux gcc:gcc cc:gcc valgrind:valgrind shellcheck:shellcheck
  git:git)

install_missing_tools() {
  local tool
  local -a missing=()
  PATH=$PATH:/usr/sbin:/sbin
  for tool in "${tools[@]}"; do
    type -P "${tool%:*}" > /dev/null || missing+=("${tool#*:}")
  done
  [[ -e $(cc -print-file-name=libc.a 2> /dev/null) ]] || missing+=(libc6-dev)
  ((${#missing[@]} > 0)) || return 0
  if ((EUID != 0)) || ! type -P apt-get > /dev/null; then
    fail "the tests need programs that are missing here. On Debian: sudo apt-get install ${missing[*]}"
  fi
  say "Installing what the tests need: ${missing[*]}"
  mkdir -p "$home/.flatnet"
  if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; } \
    > "$home/.flatnet/apt.log" 2>&1; then
    tail -n 20 "$home/.flatnet/apt.log" >&2
    fail "apt-get could not install: ${missing[*]} (the log is .flatnet/apt.log)"
  fi
}

# check NAME COMMAND…: one check, its output shown only if it fails.
check() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1 9>&-); then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED  %s\n%s\n' "$name" "$output"
  fi
}

# The checks of the C and shell parts. What the CNI executable does is tested in node/, where the agent's half is.
run_checks() {
  local before=$passed began=$SECONDS source
  check "the CNI executable has at most 300 lines" at_most_lines 300 shim/flatnet-cni.c
  for source in shim/flatnet-cni.c lab/src/main/c/*.c; do
    check "$source compiles without a warning" \
      cc -std=gnu17 -O2 -Wall -Wextra -Wformat=2 -Wshadow -Werror -fsyntax-only "$source"
  done
  check "the scripts are clean" shellcheck --external-sources flatnet test .ci/run scripts/*.sh scripts/*/bin/java shim/test/fuzz bench/run bench/*/*.sh
  check "the CNI executable survives arbitrary input" shim/test/fuzz
  printf 'shim: %s checks passed, %s failed, %s s\n' $((passed - before)) "$failed" $((SECONDS - began))
}

at_most_lines() {
  local lines
  lines=$(wc -l < "$2")
  ((lines <= $1)) || {
    echo "$2 has $lines lines"
    return 1
  }
}

# run_maven: the tests of the chosen modules, and what they need. What people want of Maven's output is shown: the total
# of each module and whatever failed; all of it is in .flatnet/test.log.
run_maven() {
  local part modules='' status
  if [[ -n ${FLATNET_ROOTLESS:-} ]]; then
    excluded=${excluded:+$excluded,}root
  fi
  local -a properties=("-Dtest.excluded=$excluded" "-Dtest.forks=${TEST_FORKS:-2}")
  for part in kernel node lab cli; do
    if [[ " ${parts[*]} " == *" $part "* ]]; then
      modules+=,$part
    else
      properties+=("-Dtest.skip.$part=true")
    fi
  done
  if [[ -z $modules ]]; then
    modules=,node
    properties=("-Dtest.excluded=$excluded" '-Dtest=org/flatnet/shim/**' -Dsurefire.failIfNoSpecifiedTests=false)
  fi
  if [[ -n ${FLATNET_ROOTLESS:-} ]]; then
    export FLATNET_JDK=$jdk
    properties+=("-Djvm=$home/scripts/own-network/bin/java")
  fi
  rm -rf -- {kernel,node,lab,cli}/target/surefire-reports
  status=0
  maven -B -fae verify --projects "${modules#,}" --also-make "${properties[@]}" 2>&1 9>&- |
    tee .flatnet/test.log | tell || status=$?
  count_reports
  if ((status != 0)); then
    # a build that broke before or beside the tests: one failure more, so that the closing line says it
    failed=$((failed > 0 ? failed : 1))
    printf 'Maven failed; the log is .flatnet/test.log\n'
  fi
}

# tests_for_root MODULE…: those that a user namespace cannot run, which has one user alone, by class and name.
tests_for_root() {
  # shellcheck disable=SC2016 # awk's own
  find "${@/%//src/test}" -name '*.java' -exec awk '
    FNR == 1 { tagged = 0 }
    /@Tag\("root"\)/ { tagged = 1 }
    tagged && match($0, /void [A-Za-z0-9]+\(/) {
      class = FILENAME
      gsub(/.*\/|\.java$/, "", class)
      print class "." substr($0, RSTART + 5, RLENGTH - 6)
      tagged = 0
    }' {} +
}

# name_what_was_not_run: what is left out is never left out in silence.
name_what_was_not_run() {
  local part name
  [[ -n ${FLATNET_ROOTLESS:-} ]] || return 0
  for part in kernel node lab cli; do
    [[ " ${parts[*]} " == *" $part "* ]] || continue
    while IFS= read -r name; do
      printf 'Not run, as it needs a second user, which only root has: %s (run ./test %s as root)\n' "$name" "$part"
    done < <(tests_for_root "$part")
  done
}

# tell: passes on of Maven's output what says how it went: the module, its total, and errors without Maven's advice.
tell() {
  sed -u -n -E -e 's/\x1b\[[0-9;]*m//g' \
    -e 's/^\[INFO\] Building Flatnet ([a-z]+) .*/\1/p' \
    -e '/^\[(INFO|WARNING)\] Tests run: [0-9]+, Failures: [0-9]+, Errors: [0-9]+, Skipped: [0-9]+$/p' \
    -e '/^\[ERROR\] *$|\[Help 1\]|To see the full stack|Re-run Maven|For more information|After correcting|mvn <args>/d' \
    -e '/^\[ERROR\] See /d' -e '/^\[ERROR\]/p' -e '/^\[INFO\] BUILD/p'
}

# Adds up what Surefire wrote: the numbers of its reports, not of its words.
count_reports() {
  local report tests=0 failures=0 errors=0 skipped=0
  while IFS= read -r report; do
    suite=$(grep -m 1 '<testsuite ' "$report")
    tests=$((tests + $(number_of tests)))
    failures=$((failures + $(number_of failures)))
    errors=$((errors + $(number_of errors)))
    skipped=$((skipped + $(number_of skipped)))
  done < <(find kernel node lab cli -path '*/target/surefire-reports/TEST-*.xml')
  printf 'Tests run: %s, Failures: %s, Errors: %s, Skipped: %s\n' $tests $failures $errors $skipped
  # a test that is skipped is one that has not passed
  failed=$((failed + failures + errors + skipped))
  passed=$((passed + tests - failures - errors - skipped))
}

number_of() {
  if [[ $suite =~ \ $1=\"([0-9]+)\" ]]; then
    echo "${BASH_REMATCH[1]}"
  else
    echo 0
  fi
}

# What the tests must leave as it was. Addresses and routes without what counts down by itself.
machine_state() {
  ip -o link show | cut -d' ' -f2
  ip -o address show | sed 's/valid_lft.*//'
  ip route show table all | sed -E 's/expires [0-9]+sec//'
  ip -6 route show table all | sed -E 's/expires [0-9]+sec//'
  ip rule show
  nft list tables 2> /dev/null
  grep -F -- "$home" /proc/mounts || true
  sysctl -a --pattern '^net\.(ipv4|ipv6)\.(ip_forward|conf\.(all|default)\.(forwarding|accept_ra|rp_filter|send_redirects))' 2> /dev/null
}

# Processes of this checkout's programs, by the environment that they inherit.
processes_left() {
  local environment pid
  for environment in /proc/[0-9]*/environ; do
    pid=${environment#/proc/} pid=${pid%/environ}
    if ((pid != $$ && pid != BASHPID)) && tr '\0' '\n' 2> /dev/null < "$environment" | grep -qxF "FLATNET_TEST=$$"; then
      tr '\0' ' ' < "/proc/$pid/cmdline" 2> /dev/null && echo "(process $pid)"
    fi
  done
}

nothing_left() {
  local left
  left=$(processes_left)
  [[ -z $left ]] || printf 'processes are left:\n%s\n' "$left"
  diff <(echo "$1") <(machine_state) && [[ -z $left ]]
}

check_nothing_left() {
  check "the machine is as it was" nothing_left "$1"
}
