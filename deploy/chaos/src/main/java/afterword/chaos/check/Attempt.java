// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

/// One try of a producer to hand a conversation over: a line of the producer's ledger.
///
/// @param key the conversation's id, the same for each try
/// @param door `rest` or `queue`
/// @param sentAt µs since 1970, as all times of the ledgers
/// @param status of HTTP; 0 where none came
/// @param eventId that the answer gave; empty for none
public record Attempt(
        String key,
        String door,
        long sentAt,
        long answeredAt,
        Answer answer,
        int status,
        String eventId) {

    /// What the producer knows afterwards.
    public enum Answer {
        /// Promised: 202, or a broker's confirm.
        ACCEPTED,
        /// Refused for good: 4xx.
        REFUSED,
        /// Not known: 5xx, 429, no answer.
        UNKNOWN
    }
}
