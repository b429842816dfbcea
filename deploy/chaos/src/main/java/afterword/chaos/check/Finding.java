// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

/// A broken promise.
///
/// @param key of the conversation, id of the event, or name of the process
/// @param detail what was seen, in words
public record Finding(Kind kind, String key, String detail) {

    /// The kinds. The first seven are Jepsen's and ours; the last three are goals with a number.
    public enum Kind {
        LOST("accepted, and no outcome"),
        PHANTOM("refused, and stored all the same"),
        UNEXPECTED("stored or said, and nobody sent it or asked for it"),
        STORED_TWICE("more than one outcome for one event"),
        PAID_TWICE("a call paid again that need not have been"),
        FENCE_BROKEN("written by a process that no longer owned the run"),
        STUCK("still waiting after the drain"),
        SLOW_RECOVERY(
                "a killed worker's run taken over after more than 5 s, a frozen one's after 45 s"),
        ACCEPT("fewer than 99.9 % of first tries answered 202 while a store was away"),
        DEPLOY(
                "after SIGTERM: a new call, a request unanswered, or 5 s more than the longest call took");

        private final String meaning;

        Kind(String meaning) {
            this.meaning = meaning;
        }

        /// For the report.
        public String meaning() {
            return meaning;
        }
    }
}
