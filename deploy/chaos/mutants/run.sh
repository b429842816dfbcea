#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Proves that `make chaos` goes red: applies each known mistake to a scratch copy, builds the copy, runs the acts that the patch names
# over it, and wants the finding that the patch expects. Called by make chaos-mutants; arguments are names of mutants, none means all.
set -eu
cd "$(dirname "$0")/../../.."
repo=$PWD
work=$repo/deploy/chaos/target/mutants
MVN=${MVN:-mvn}
HEAVY=${HEAVY:-}
RUN=${RUN:--jar deploy/chaos/target/chaos-exec.jar}
mkdir -p "$work"
rm -rf "$work/copy"
mkdir "$work/copy"
git archive HEAD | tar -x -C "$work/copy"
# what is built already needs no second build
for module in . common api-gateway event-worker analysis-worker deploy/servers deploy/simulator deploy/kafka deploy/local; do
    [ -d "$module/target" ] && [ "$module" != . ] && cp -a "$module/target" "$work/copy/$module/"
done
caught=0
tried=0
: > "$work/summary.txt"
for patch in deploy/chaos/mutants/*.patch; do
    name=$(basename "$patch" .patch)
    if [ $# -gt 0 ]; then
        case " $* " in *" $name "*) ;; *) continue ;; esac
    fi
    field() { sed -n "s/^$1: //p" "$patch"; }
    tried=$((tried + 1))
    if ! (cd "$work/copy" && patch -s -p1 --no-backup-if-mismatch < "$repo/$patch" \
            && "$MVN" -q -B -o -DskipTests -Dspotless.check.skip package -pl api-gateway,event-worker,analysis-worker -am) \
            > "$work/$name.build.log" 2>&1; then
        echo "NOT BUILT  $name (see $work/$name.build.log)" | tee -a "$work/summary.txt"
    else
        code=0
        # shellcheck disable=SC2086
        $HEAVY "$JAVA_HOME/bin/java" -Xmx768m --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
            $RUN run --repository="$work/copy" --out="$work/$name" --drain=45 \
            --broker="$(field Broker)" "--only=$(field Acts)" > "$work/$name.log" 2>&1 || code=$?
        found=$(grep -c "\"kind\" : \"$(field Expect)\"" "$work/$name/verdict.json" 2>/dev/null || true)
        if [ "$code" = 1 ] && [ "${found:-0}" -gt 0 ]; then
            caught=$((caught + 1))
            echo "caught     $name: $found × $(field Expect)" | tee -a "$work/summary.txt"
        else
            echo "MISSED     $name: exit code $code, ${found:-0} × $(field Expect)" | tee -a "$work/summary.txt"
        fi
    fi
    (cd "$work/copy" && patch -s -p1 -R --no-backup-if-mismatch < "$repo/$patch") >> "$work/$name.build.log" 2>&1 || true
done
echo "mutants caught: $caught/$tried" | tee -a "$work/summary.txt"
[ "$caught" = "$tried" ]
