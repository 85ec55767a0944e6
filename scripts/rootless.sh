# shellcheck shell=bash disable=SC2154
# A lab without root. It lives in a user namespace of its own, with its own mounts (a private /run, where named network
# namespaces are kept) and its own network. Each lab has a holder: a process that does nothing but keep those namespaces,
# recorded in .flatnet/labs/.NAME.holder, and that every command of the lab enters. Whatever runs there has the lab's folder
# in its environment, as FLATNET_ROOTLESS. Sourced, with $home set.

# read_lab_words lab ARGUMENT…: sets $lab_word to the lab's command, `run` for all of it in one go, `help` where only words
# are wanted; and $lab_name to the value of its --name.
read_lab_words() {
  lab_word=run lab_name=lab
  shift
  while (($# > 0)) && [[ $1 != -- ]]; do
    case $1 in
      -h | --help | -V | --version)
        lab_word=help
        return
        ;;
      --json | --keep) ;;
      --name=*) lab_name=${1#--name=} ;;
      --*=*) ;;
      --name)
        lab_name=${2:-lab}
        (($# == 1)) || shift
        ;;
      # every other option has a value
      --*) (($# == 1)) || shift ;;
      # options before the command are not the command's
      *) [[ $lab_word != run ]] || lab_word=$1 lab_name=lab ;;
    esac
    shift
  done
  [[ $lab_name =~ ^[a-zA-Z0-9][a-zA-Z0-9_.-]*$ ]] ||
    fail "--name: '$lab_name' is no name of a lab: letters, digits, '-', '_' and '.'"
}

# start_time PID: when the living process started, in the kernel's ticks. With the number it names a process for good.
start_time() {
  local stat
  local -a fields
  stat=$(cat "/proc/$1/stat" 2> /dev/null) || return 1
  # the name may hold blanks and parentheses: what counts begins after the last one
  read -r -a fields <<< "${stat##*) }"
  # one that has ended, and that nobody has asked for yet, has no namespaces any more
  [[ ${fields[0]} != Z ]] && echo "${fields[19]}"
}

# holder FILE: the number of the process that the file records, if it still lives.
holder() {
  local pid started
  read -r pid started 2> /dev/null < "$1" && [[ $(start_time "$pid") == "$started" ]] && echo "$pid"
}

# What is run first inside: a private /run, then the command.
# shellcheck disable=SC2016 # expanded inside
inside='mount -t tmpfs -o mode=755 tmpfs /run && exec "$@"'

in_new_namespace() { unshare --user --map-root-user --mount --net -- bash -c "$inside" bash "$@"; }

check_namespaces() {
  local error file
  error=$(in_new_namespace true 2>&1) && return
  say "flatnet: a lab without root needs user namespaces, and this machine refuses one: $error"
  for file in kernel/unprivileged_userns_clone=0 user/max_user_namespaces=0 user/max_net_namespaces=0 \
    user/max_mnt_namespaces=0 kernel/apparmor_restrict_unprivileged_userns=1; do
    if [[ $(cat "/proc/sys/${file%=*}" 2> /dev/null) == "${file#*=}" ]]; then
      case $file in
        *clone=0) say "  Allow them:  sudo sysctl -w kernel.unprivileged_userns_clone=1" ;;
        *restrict*) say "  Allow them:  sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0" ;;
        *) say "  Allow them:  sudo sysctl -w $(tr / . <<< "${file%=*}")=10000" ;;
      esac
    fi
  done
  say "  Or run the lab as root. Inside a container, the container's seccomp profile may forbid them as well."
  exit 1
}

# What a holder is: apart from this terminal, and without any file that its starter has open, lest it keep somebody's lock.
# shellcheck disable=SC2016 # expanded inside
holds='echo $$
  for descriptor in /proc/$$/fd/*; do
    descriptor=${descriptor##*/}
    ((descriptor < 3)) || eval "exec $descriptor>&-"
  done
  exec < /dev/null > /dev/null 2>&1 sleep infinity'

# start_holder FILE: a process that waits for ever in new namespaces. Its number goes into FILE.
start_holder() {
  local pid
  read -r pid < <(in_new_namespace setsid bash -c "$holds") || fail "the lab's namespaces could not be made"
  if ! echo "$pid $(start_time "$pid")" > "$1"; then
    kill -KILL "$pid"
    fail "$1 cannot be written by $(id -un)"
  fi
  echo "$pid"
}

# stop_holder FILE: with it the namespaces go.
stop_holder() {
  local pid
  while pid=$(holder "$1"); do
    kill -KILL "$pid" 2> /dev/null || true
  done
  rm -f "$1"
}

# stop_leftovers FOLDER: ends what a lab left whose holder is gone. Its namespaces have no names any more, but its processes
# have its folder in their environment.
stop_leftovers() {
  local -a pids
  local _
  for _ in {1..1000}; do
    mapfile -t pids < <(grep --files-with-matches --line-regexp --null-data --fixed-strings \
      "FLATNET_ROOTLESS=$1" /proc/[0-9]*/environ 2> /dev/null | cut -d/ -f3)
    ((${#pids[@]} > 0)) || return 0
    kill -KILL "${pids[@]}" 2> /dev/null || true
  done
  fail "these processes of the lab do not end when killed: ${pids[*]}"
}

# in_lab PID COMMAND…: becomes the command, in the holder's namespaces and in the caller's working folder as it is seen there.
in_lab() {
  local pid=$1
  shift
  # shellcheck disable=SC2016 # expanded inside
  exec nsenter --user --mount --net --preserve-credentials --target "$pid" -- \
    bash -c 'cd "$1" && shift && exec "$@"' bash "$PWD" "$@"
}

# wait_for_lab PID COMMAND…: the same beside this script, which goes on when it has ended. A signal to the script is passed
# on; if the script is killed, the command is told to end. The shell would have commands in the background ignore keys of the
# terminal and give them nothing to read.
wait_for_lab() {
  local pid=$1 child signal status=0
  shift
  (
    trap - INT QUIT
    in_lab "$pid" setpriv --pdeathsig TERM "$@"
  ) <&0 &
  child=$!
  for signal in INT TERM HUP; do
    # shellcheck disable=SC2064 # this child
    trap "kill -s $signal $child 2> /dev/null || true" "$signal"
  done
  # a signal ends the wait, not the child
  while
    status=0
    wait "$child" || status=$?
    [[ -d /proc/$child ]]
  do :; done
  trap - INT TERM HUP
  return "$status"
}

# A lab in a checkout that several use is its maker's alone.
check_owner() {
  [[ ! -e $1 || -O $1 ]] || fail "the lab \"$2\" is one of the user $(stat --format %U "$1"): run this as that user"
}

# run_rootless WORD NAME lab ARGUMENT…
run_rootless() {
  local word=$1 name=$2 labs=$home/.flatnet/labs pid started='' status=0
  shift 2
  local folder=$labs/$name file=$labs/.$name.holder
  mkdir -p "$labs"
  # one at a time, so that a lab has one holder
  exec 8< "$labs"
  flock 8
  if ! pid=$(holder "$file"); then
    if [[ $word == down ]]; then
      stop_leftovers "$folder"
    elif [[ -e $folder/lab.json ]]; then
      fail "the lab \"$name\" has lost its namespaces, as its holder was ended or the machine restarted:" \
        "\`./flatnet lab down --name $name\` clears what is left of it"
    fi
    check_namespaces
    started=1
  fi
  export FLATNET_ROOTLESS=$folder
  if [[ $started ]]; then
    pid=$(start_holder "$file") || exit
  fi
  exec 8<&-
  if [[ ! $started && $word != down ]]; then
    in_lab "$pid" "$home/flatnet" "$@"
  fi
  wait_for_lab "$pid" "$home/flatnet" "$@" || status=$?
  if [[ ! -e $folder/lab.json ]]; then
    stop_holder "$file"
  fi
  return "$status"
}

# The tests keep the machine's network, for Maven's downloads, but have a private /run; what names servers stays in it. Their
# processes are numbered apart, so that none outlives them, however they end. Java asks for the home of the user that it is
# there, root: Maven is told whose it is.
run_tests_rootless() {
  # shellcheck disable=SC2016 # expanded inside
  local prepare='names=$(cat /etc/resolv.conf 2> /dev/null); mount -t tmpfs -o mode=755 tmpfs /run || exit
    if [[ ! -e /etc/resolv.conf ]]; then
      mkdir -p "$(dirname -- "$(readlink -m /etc/resolv.conf)")" && printf "%s\n" "$names" > "$(readlink -m /etc/resolv.conf)"
    fi
    "$@"
    exit $?'
  check_namespaces
  FLATNET_ROOTLESS=1 MAVEN_OPTS="${MAVEN_OPTS:-} -Duser.home=$HOME" \
    unshare --user --map-root-user --mount --pid --fork --kill-child --mount-proc -- \
      bash -c "$prepare" bash "$home/test" "$@"
}
