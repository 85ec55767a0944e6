# shellcheck shell=bash disable=SC2154
# Builds the Java programs, the C programs and the cache that makes Java start fast. Sourced, with $home and $jdk set.

# stale STAMP SOURCE…: whether a source is newer than the stamp. The stamp bears the time at which its build began.
stale() {
  local stamp=$1
  shift
  [[ ! -e $stamp ]] || [[ -n $(find "$@" -newer "$stamp" -print -quit) ]]
}

java_is_stale() {
  [[ ! -e $home/cli/target/flatnet.jar ]] ||
    stale "$home/.flatnet/built.java" "$home"/pom.xml "$home"/{kernel,node,lab,cli}/{pom.xml,src/main}
}

c_sources() {
  local source
  for source in "$home"/shim/flatnet-cni.c "$home"/lab/src/main/c/*.c; do
    [[ ! -e $source ]] || echo "$source"
  done
}

# c_program SOURCE: where its executable belongs: the target folder of the part that it belongs to.
c_program() {
  local name=${1##*/}
  echo "$home/$(cut -d/ -f1 <<< "${1#"$home"/}")/target/${name%.c}"
}

c_is_stale() {
  local source program
  while IFS= read -r source; do
    program=$(c_program "$source")
    [[ $program -nt $source ]] || return 0
  done < <(c_sources)
  return 1
}

# The cache fits only the very jars that it was made from.
cache_is_stale() {
  stale "$home/.flatnet/trained" "$home/cli/target/flatnet.jar" "$home/cli/target/lib" "$home/scripts/java.options"
}

# One build at a time writes into the target folders; the lock is held until descriptor 9 is closed.
lock_build() {
  exec 9> "$home/.flatnet/build.lock"
  if ! flock --nonblock 9; then
    say "Waiting for another build or test run of this checkout …"
    flock 9
  fi
}

build_what_is_stale() {
  if ! java_is_stale && ! c_is_stale && ! cache_is_stale; then
    return
  fi
  mkdir -p "$home/.flatnet" 2> /dev/null || true
  [[ -w $home/.flatnet ]] ||
    fail "sources are newer than what is built, and $home cannot be written by $(id -un). Build it once as its owner" \
      "(./flatnet --help), or use a checkout of your own."
  lock_build
  # the build that was waited for may have made all of it
  if c_is_stale; then
    build_c
  fi
  if java_is_stale; then
    build_java
  fi
  if cache_is_stale; then
    train
  fi
  exec 9>&-
}

# step NAME COMMAND…: runs the command, its output into the log, and tells people the name and the seconds.
step() {
  local name=$1 began=$SECONDS
  shift
  [[ ! -t 2 ]] || printf '  %s …' "$name" >&2
  if ! "$@" >> "$home/.flatnet/build.log" 2>&1 9>&-; then
    [[ ! -t 2 ]] || printf '\n' >&2
    say "flatnet: '$name' failed. The end of $home/.flatnet/build.log:"
    tail -n 40 "$home/.flatnet/build.log" >&2
    return 1
  fi
  [[ ! -t 2 ]] || printf '\r\033[K' >&2
  say "  $name  $((SECONDS - began)) s"
}

build_c() {
  local source
  : > "$home/.flatnet/build.log"
  type -P cc > /dev/null || fail "no C compiler (cc). Install one, on Debian: apt-get install gcc libc6-dev"
  if ! echo 'int main(void) { return 0; }' | cc -static -x c -o "$home/.flatnet/probe" - 2> /dev/null; then
    fail "the C compiler cannot make static programs: the static C library is missing. On Debian: apt-get install libc6-dev"
  fi
  rm -f "$home/.flatnet/probe"
  while IFS= read -r source; do
    step "C: ${source##*/}" compile "$source" "$(c_program "$source")" || exit 1
  done < <(c_sources)
}

# compile SOURCE PROGRAM: written whole, then renamed into place, so that one that is running stays as it is.
compile() {
  mkdir -p "$(dirname -- "$2")"
  # the headers of its own folder, so that programs may share some
  cc -std=gnu17 -O2 -Wall -Wextra -Wformat=2 -static -s -o "$2.new" "$1" && mv "$2.new" "$2"
}

maven() {
  local mvn
  mvn=$(type -P mvn) || fail "no Maven (mvn), which builds it. On Debian: apt-get install maven"
  (cd "$home" && JAVA_HOME=$jdk "$mvn" "$@")
}

build_java() {
  touch "$home/.flatnet/built.java.new"
  : > "$home/.flatnet/build.log"
  say "Building flatnet (the first time takes a minute or two; the log is .flatnet/build.log)"
  local began=$SECONDS module=Maven line
  # each "Building Flatnet MODULE 0.1.0 [2/5]" of Maven begins a step
  while IFS= read -r line; do
    if [[ $line =~ ^\[INFO\]\ Building\ Flatnet\ ([a-z]+)\ [0-9] ]]; then
      finish_step "$module" "$began"
      module="Java: ${BASH_REMATCH[1]}" began=$SECONDS
      [[ ! -t 2 ]] || printf '  %s …' "$module" >&2
    fi
    printf '%s\n' "$line" >> "$home/.flatnet/build.log"
  done < <(maven -B package -Dmaven.test.skip=true -Dspotless.check.skip=true 2>&1 9>&- || echo "[FAILED]")
  # Maven may leave colour codes before it
  if tail -n 1 "$home/.flatnet/build.log" | grep -q '\[FAILED\]$'; then
    [[ ! -t 2 ]] || printf '\n' >&2
    say "flatnet: the build failed. The end of $home/.flatnet/build.log:"
    # without Maven's summary and advice, so that the end says what is wrong
    grep -v -E '\[FAILED\]$|^\[INFO\]|^\[ERROR\] *$|\[Help 1\]|To see the full|Re-run Maven|For more inf|After correct|mvn <args>' \
      "$home/.flatnet/build.log" | tail -n 40 >&2
    exit 1
  fi
  finish_step "$module" "$began"
  # a jar that is the same stays as it is: its time must tell that it was made from these sources
  mv "$home/.flatnet/built.java.new" "$home/.flatnet/built.java"
}

finish_step() {
  [[ $1 != Maven ]] || return 0
  [[ ! -t 2 ]] || printf '\r\033[K' >&2
  say "  $1  $((SECONDS - $2)) s"
}

# Two caches of loaded classes, from training runs: of a command, and of an agent that serves. Nothing depends on them: if
# one cannot be made or does not work here, there is none.
train() {
  local began=$SECONDS name interrupted=''
  [[ ! -t 2 ]] || printf '  Caches for a fast start …' >&2
  rm -f "$home"/.flatnet/*.aot "$home"/.flatnet/*.training
  # whoever interrupts it has the lab of the training taken down first
  trap 'interrupted=130' INT
  trap 'interrupted=143' TERM
  {
    "$jdk/bin/java" "$home/scripts/ModernClassFiles.java" "$home"/cli/target/lib/*.jar || true
    FLATNET_BUILT=1 record || true
    [[ ! $interrupted ]] || exit "$interrupted"
    for name in flatnet agent; do
      { make_cache "$home/.flatnet/$name" || rm -f "$home/.flatnet/$name.aot"; } &
    done
    wait
  } >> "$home/.flatnet/build.log" 2>&1 9>&-
  trap - INT TERM
  rm -f "$home"/.flatnet/*.training
  touch "$home/.flatnet/trained"
  finish_step "Caches for a fast start" "$began"
}

# record: one lab of its own name, recorded, and then its agent, started anew so that it finds pods, as after an upgrade, and
# writing down what it has seen when it is told to end. Where no lab can be, there is no more to be recorded than the help.
record() {
  local -a lab=("$home/flatnet" lab) named=(--name training)
  if FLATNET_TRAINING=flatnet "${lab[@]}" --keep --nodes 1 "${named[@]}"; then
    "${lab[@]}" agent stop worker-0 "${named[@]}"
    FLATNET_TRAINING=agent "${lab[@]}" agent start worker-0 "${named[@]}"
    "${lab[@]}" pod add late --node worker-0 "${named[@]}"
    "${lab[@]}" check "${named[@]}"
    "${lab[@]}" agent stop worker-0 "${named[@]}"
  else
    FLATNET_TRAINING=flatnet "$home/flatnet" --help
  fi
  "${lab[@]}" down "${named[@]}"
}

# make_cache NAME: from what was recorded; tried once.
make_cache() {
  local -a java=("$jdk/bin/java" "@$home/scripts/java.options") jar=(-jar "$home/cli/target/flatnet.jar")
  [[ -e $1.training ]] &&
    "${java[@]}" -XX:AOTMode=create "-XX:AOTConfiguration=$1.training" "-XX:AOTCache=$1.aot" "${jar[@]}" &&
    "${java[@]}" -XX:AOTMode=on "-XX:AOTCache=$1.aot" "${jar[@]}" --help
}
