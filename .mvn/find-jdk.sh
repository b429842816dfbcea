#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Prints the home of a JDK 25: JAVA_HOME if it is one, the java on the PATH, else the usual places. Prints nothing if there is none.
is25() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25' "$1/release"
}
try() {
    if is25 "$1"; then
        printf '%s\n' "$1"
        exit 0
    fi
}
[ -n "${JAVA_HOME:-}" ] && try "$JAVA_HOME"
on_path=$(command -v javac 2>/dev/null) && try "$(dirname "$(dirname "$(readlink -f "$on_path")")")"
for home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    try "$home"
done
exit 0
