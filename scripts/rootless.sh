# shellcheck shell=bash disable=SC2154
# A lab without root. It lives in a user namespace of its own, with its own mounts (a private /run, where named network
# namespaces are kept) and its own network. A lab that stays up has a holder: a process that does nothing but keep those
# namespaces, recorded in .flatnet/labs/.NAME.holder, and that the later commands enter. Sourced, with $home set.

# lab_word lab ARGUMENT…: the lab's command: up, down, …; `run` for all of it in one go.
lab_word() {
  local word
  case ${2:-} in
    up | check | status | down | exec | pod | agent)
      echo "$2"
      return
      ;;
  esac
  for word in "$@"; do
    if [[ $word == --keep ]]; then
      echo up
      return
    fi
  done
  echo run
}

# lab_name lab ARGUMENT…: the value of --name.
lab_name() {
  local name=lab
  while (($# > 0)); do
    case $1 in
      --) break ;;
      --name) name=${2:-lab} ;;
      --name=*) name=${1#--name=} ;;
    esac
    shift
  done
  [[ $name =~ ^[a-zA-Z0-9][a-zA-Z0-9_.-]*$ ]] || fail "--name: '$name' is no name of a lab: letters, digits, '-', '_' and '.'"
  echo "$name"
}

# start_time PID: when the process started, in the kernel's ticks. With the number it names a process for good.
start_time() {
  local stat
  stat=$(cat "/proc/$1/stat" 2> /dev/null) || return 1
  # the name may hold blanks and parentheses: what counts begins after the last one
  awk '{ print $20 }' <<< "${stat##*) }"
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

# start_holder FILE: a process that waits for ever in new namespaces, apart from this terminal. Its number goes into FILE.
start_holder() {
  local pid
  mkdir -p "$(dirname -- "$1")"
  # shellcheck disable=SC2016 # expanded inside
  read -r pid < <(in_new_namespace setsid bash -c 'echo $$; exec < /dev/null > /dev/null 2>&1 sleep infinity') ||
    fail "the lab's namespaces could not be made"
  echo "$pid $(start_time "$pid")" > "$1"
  echo "$pid"
}

stop_holder() {
  local pid
  if pid=$(holder "$1"); then
    kill "$pid"
  fi
  rm -f "$1"
}

run_rootless() {
  local word name file pid status=0
  word=$(lab_word "$@")
  name=$(lab_name "$@")
  file=$home/.flatnet/labs/.$name.holder
  check_namespaces
  export FLATNET_ROOTLESS=1
  if pid=$(holder "$file"); then
    :
  elif [[ $word == up ]]; then
    pid=$(start_holder "$file")
  else
    in_new_namespace "$home/flatnet" "$@" || status=$?
    return "$status"
  fi
  # the working folder is the caller's, seen from inside
  # shellcheck disable=SC2016 # expanded inside
  nsenter --user --mount --net --preserve-credentials --target "$pid" -- \
    bash -c 'cd "$1" && shift && exec "$@"' bash "$PWD" "$home/flatnet" "$@" || status=$?
  if [[ $word == down ]] && ((status == 0)); then
    stop_holder "$file"
  fi
  return "$status"
}

# The tests keep the machine's network, for Maven's downloads, but have a private /run; what names servers stays in it.
run_tests_rootless() {
  # shellcheck disable=SC2016 # expanded inside
  local prepare='names=$(cat /etc/resolv.conf 2> /dev/null); mount -t tmpfs -o mode=755 tmpfs /run || exit
    if [[ ! -e /etc/resolv.conf ]]; then
      mkdir -p "$(dirname -- "$(readlink -m /etc/resolv.conf)")" && printf "%s\n" "$names" > "$(readlink -m /etc/resolv.conf)"
    fi
    exec "$@"'
  check_namespaces
  FLATNET_ROOTLESS=1 unshare --user --map-root-user --mount -- bash -c "$prepare" bash "$home/test" "$@"
}
