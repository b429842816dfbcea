// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

/// Why something did not succeed. Closed: stored, served, and used as a metric label.
public enum Reason {
    // an event refused at intake, or a dead letter
    /// Not strict JSON within the limits, or not UTF-8.
    MALFORMED,
    /// Readable, but a field is missing or wrong.
    INVALID,
    /// Larger than the body limit.
    OVERSIZE,
    /// Its processing killed or hung a worker repeatedly.
    POISON,
    /// A store refuses it for good.
    UNSTORABLE,
    /// A message of a kind this service does not know.
    UNKNOWN_MESSAGE,
    /// The broker gave it up by a policy of its own.
    UNDELIVERED,

    // a part that was skipped
    /// No non-empty turn.
    EMPTY,
    /// Deleted on request.
    ERASED,
    /// An analysis it is computed from did not succeed.
    DEPENDENCY,
    /// The analysis's own skip rule.
    RULE,

    // a part that waits for, or failed because of, its provider
    /// No connection, 5xx, or nothing answered in time to the first byte.
    PROVIDER_UNAVAILABLE,
    /// The total time-out of a call.
    PROVIDER_TIMEOUT,
    /// 429.
    RATE_LIMITED,
    /// The provider says that the account's quota is spent.
    QUOTA,
    /// 401 or 403.
    AUTH,
    /// Our own budget of the day is spent.
    OVER_BUDGET,
    /// Parked until the park limit.
    EXPIRED,

    // a part that failed by itself
    /// The model's context is too short even after cutting.
    TOO_LONG,
    /// The provider or the model declined.
    REFUSED,
    /// The answer was cut at the token limit.
    TRUNCATED,
    /// The answer does not fit the schema.
    INVALID_ANSWER,
    /// The provider rejects the request itself (another 4xx).
    REJECTED,
    /// A further call might cost more than is left of what the analysis allows for one part.
    COST_LIMIT,
    /// A bug of ours; the log says more under the same event id.
    INTERNAL
}
