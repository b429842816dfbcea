// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The rules in force, in order; the first that hits a call decides. Thread-safe.
final class Faults {

    // written by whoever sets rules, read by every call
    private volatile List<Active> active = List.of();

    /// A rule in force.
    ///
    /// @param since by the monotonic clock
    private record Active(FaultRule rule, AtomicInteger injected, long since) {

        boolean spent() {
            var lasting = rule.scope().lasting();
            return lasting != null && System.nanoTime() - since > lasting.toNanos();
        }

        /// Takes one of the injections that are left.
        boolean take() {
            int times = rule.scope().times();
            int before = injected.getAndUpdate(n -> times == 0 || n < times ? n + 1 : n);
            return times == 0 || before < times;
        }
    }

    /// The fault of a call.
    ///
    /// @param luck of this call; the same gives the same
    /// @return null for none
    @Nullable FaultRule choose(String model, String part, int tokens, long luck) {
        var rules = active;
        for (int at = 0; at < rules.size(); at++) {
            var one = rules.get(at);
            if (one.rule.scope().covers(model, part, tokens)
                    && !one.spent()
                    && Chance.uniform(Chance.mix(luck, at)) < one.rule.scope().rate()
                    && one.take()) {
                return one.rule;
            }
        }
        return null;
    }

    /// Replaces all rules.
    void set(List<FaultRule> rules) {
        active = rules.stream().map(Faults::start).toList();
    }

    /// Puts a rule behind those in force.
    synchronized void add(FaultRule rule) {
        var more = new ArrayList<>(active);
        more.add(start(rule));
        active = List.copyOf(more);
    }

    private static Active start(FaultRule rule) {
        return new Active(rule, new AtomicInteger(), System.nanoTime());
    }

    /// The rules in force, with the number of injections of each.
    List<State> state() {
        return active.stream().map(one -> new State(one.rule, one.injected.get())).toList();
    }

    /// A rule and how often it has hit.
    record State(FaultRule rule, int injected) {}
}
