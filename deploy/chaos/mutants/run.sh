#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Proves that `make chaos` goes red: puts each known mistake into a scratch copy of the one service that makes it, runs the acts that the
# patch names over it, and wants the finding that the patch expects. Called by make chaos-mutants; arguments are names of mutants, none
# means all. HEAVY may hold a command before each run. Only the patched classes are compiled, against the jar that is built already.
set -eu
cd "$(dirname "$0")/../../.."
repo=$PWD
work=$repo/deploy/chaos/target/mutants
copy=$work/copy
HEAVY=${HEAVY:-}
PATH=$JAVA_HOME/bin:$PATH
mkdir -p "$work"
rm -rf "$copy" "$work/built" "$work/classes"

# what is built now, kept for all mutants, and unpacked to compile against
for module in api-gateway event-worker analysis-worker deploy/kafka deploy/chaos; do
    mkdir -p "$work/built/$module/target"
    cp "$module"/target/*-exec.jar "$work/built/$module/target/"
    [ ! -d "$module/target/dist" ] || cp -a "$module/target/dist" "$work/built/$module/target/"
done
for service in api-gateway event-worker analysis-worker; do
    mkdir -p "$work/classes/$service"
    (cd "$work/classes/$service" && jar xf "$work/built/$service/target/$service-exec.jar" BOOT-INF)
done

# A mutant is the patched files compiled and put in place of theirs in the jar of the service. (In a condition, so each step tells.)
mutate() { # name service
    mkdir -p "$work/$1/source" "$work/$1/own/BOOT-INF/classes" "$work/$1/own/BOOT-INF/lib" "$work/$1/common"
    files=$(sed -n 's#^+++ b/##p' "$patch")
    for file in $files; do
        mkdir -p "$work/$1/source/$(dirname "$file")"
        cp "$file" "$work/$1/source/$file"
    done
    (cd "$work/$1/source" && patch -s -p1 --no-backup-if-mismatch < "$repo/$patch") || return 1
    for file in $files; do
        case $file in
            common/*) to=$work/$1/common ;;
            *) to=$work/$1/own/BOOT-INF/classes ;;
        esac
        javac -proc:none -parameters -nowarn -d "$to" \
            -cp "$work/$1/common:$work/classes/$2/BOOT-INF/classes:$work/classes/$2/BOOT-INF/lib/*" "$work/$1/source/$file" || return 1
    done
    rm -rf "$copy"
    mkdir -p "$copy/deploy/postgres"
    cp -al "$work/built/api-gateway" "$work/built/event-worker" "$work/built/analysis-worker" "$copy/"
    cp -al "$work/built/deploy/kafka" "$copy/deploy/"
    cp deploy/postgres/* "$copy/deploy/postgres/"
    jar=$copy/$2/target/$2-exec.jar
    cp --remove-destination "$work/built/$2/target/$2-exec.jar" "$jar"
    if [ -n "$(ls "$work/$1/common")" ]; then
        cp "$work/classes/$2/BOOT-INF/lib/"common-[0-9]*.jar "$work/$1/own/BOOT-INF/lib/"
        jar uf "$work/$1/own/BOOT-INF/lib/"common-*.jar -C "$work/$1/common" . || return 1
    fi
    # nested jars have to be stored as they are
    jar u0f "$jar" -C "$work/$1/own" BOOT-INF
}

caught=0
tried=0
: > "$work/summary.txt"
for patch in deploy/chaos/mutants/*.patch; do
    name=$(basename "$patch" .patch)
    if [ $# -gt 0 ]; then
        case " $* " in *" $name "*) ;; *) continue ;; esac
    fi
    field() { sed -n "s/^$1: //p" "$patch"; }
    began=$(date +%s)
    tried=$((tried + 1))
    rm -rf "${work:?}/$name"
    mkdir "$work/$name"
    if ! mutate "$name" "$(field Service)" > "$work/$name.build.log" 2>&1; then
        echo "NOT BUILT  $name (see $work/$name.build.log)" | tee -a "$work/summary.txt"
        continue
    fi
    code=0
    # shellcheck disable=SC2086
    $HEAVY java -Xmx768m --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
        -jar "$work/built/deploy/chaos/target/chaos-exec.jar" run --repository="$copy" --out="$work/$name" --drain=45 \
        --broker="$(field Broker)" --rate="$(field Rate)" "--only=$(field Acts)" > "$work/$name.log" 2>&1 || code=$?
    found=$(grep -c "\"kind\" : \"$(field Expect)\"" "$work/$name/verdict.json" 2>/dev/null || true)
    took=$(($(date +%s) - began))
    if [ "$code" = 1 ] && [ "${found:-0}" -gt 0 ]; then
        caught=$((caught + 1))
        echo "caught     $name: $found × $(field Expect) ($took s)" | tee -a "$work/summary.txt"
    else
        echo "MISSED     $name: exit code $code, ${found:-0} × $(field Expect) ($took s)" | tee -a "$work/summary.txt"
    fi
done
echo "mutants caught: $caught/$tried" | tee -a "$work/summary.txt"
[ "$caught" = "$tried" ]
