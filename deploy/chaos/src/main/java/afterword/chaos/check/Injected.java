// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

/// A fault that was injected: a line of the fault ledger.
///
/// @param kind such as `kill analysis-worker`; faults of one kind are reported together
/// @param target which one
/// @param victim process that was killed, stopped or frozen, as it is named in its lease and its
///   connections; empty for none
/// @param to when it ended: the process was ready again, the network whole
/// @param touches what may have been in flight through it
public record Injected(
        String kind, String target, String victim, long from, long to, Touch touches) {

    /// What a fault may interrupt.
    public enum Touch {
        /// Calls, their replies and what is written of them.
        CALLS,
        /// Nothing that a provider is paid for.
        HAND_OVER,
        /// Nothing at all: a deploy.
        NOTHING
    }

    boolean overlaps(long begin, long end) {
        return from <= end && begin <= to;
    }
}
