# shellcheck shell=bash
# What the scripts of this folder share. Sourced, with $home set to the checkout.

# For people: everything goes to standard error, so that standard output stays the command's own.
say() { printf '%s\n' "$*" >&2; }

fail() {
  say "flatnet: $*"
  exit 1
}

# jdk_version HOME: the feature release of a JDK, from the file that every JDK carries, without starting it.
jdk_version() {
  local line
  [[ -x $1/bin/java && -x $1/bin/javac && -r $1/release ]] || return 1
  while IFS= read -r line; do
    if [[ $line =~ ^JAVA_VERSION=\"([0-9]+) ]]; then
      echo "${BASH_REMATCH[1]}"
      return 0
    fi
  done < "$1/release"
  return 1
}

# find_jdk: the home of a JDK 25 or later; the first of JAVA_HOME, the java on PATH, and the usual folders.
find_jdk() {
  local candidate java version
  local -a candidates=()
  [[ -z ${JAVA_HOME:-} ]] || candidates+=("$JAVA_HOME")
  if java=$(type -P java); then
    java=$(readlink -f -- "$java")
    candidates+=("${java%/bin/java}")
  fi
  for candidate in /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* "${HOME:-/root}"/.sdkman/candidates/java/* \
    "${HOME:-/root}"/.jdks/*; do
    [[ ! -d $candidate ]] || candidates+=("$candidate")
  done
  for candidate in "${candidates[@]}"; do
    if version=$(jdk_version "$candidate") && ((version >= 25)); then
      echo "$candidate"
      return 0
    fi
  done
  fail "no JDK 25 or later found. Looked at JAVA_HOME, the java on PATH, /usr/lib/jvm, /usr/java, /opt and the JDKs" \
    "of your home. Install one (https://adoptium.net, or your distribution's openjdk-25-jdk-headless), or set JAVA_HOME."
}
