// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import afterword.contract.Reason;
import java.util.Locale;

/// What a call was found to be. Closed: it alone decides what comes next, and it is a metric label
/// and a column of the journal.
///
/// Who caused an end decides its fate (protocol, Ends): what the provider causes parks and uses up
/// no attempt; what the part causes is tried up to its attempts.
public enum CallClass {
    /// A whole answer that fits the schema.
    OK(Cause.NOBODY, Reason.INTERNAL),

    /// No connection: refused, unknown host, TLS.
    NO_CONNECTION(Cause.PROVIDER, Reason.PROVIDER_UNAVAILABLE),
    /// The connection broke before the first byte, as a stale one does.
    RESET(Cause.PROVIDER, Reason.PROVIDER_UNAVAILABLE),
    /// The connection broke within the reply.
    CUT_OFF(Cause.PROVIDER, Reason.PROVIDER_UNAVAILABLE),
    /// The reply began, then nothing came within the idle time-out.
    STALLED(Cause.PROVIDER, Reason.PROVIDER_UNAVAILABLE),
    /// Nothing came within the first-byte time-out.
    NO_FIRST_BYTE(Cause.PROVIDER, Reason.PROVIDER_UNAVAILABLE),
    /// 5xx, 408, 409, 425.
    SERVER_ERROR(Cause.PROVIDER, Reason.PROVIDER_UNAVAILABLE),
    /// A 200 that is no reply of the protocol, such as a proxy's page.
    NOT_A_REPLY(Cause.PROVIDER, Reason.PROVIDER_UNAVAILABLE),
    /// 404, 405 or a redirect: the address or the model's name is wrong for every call alike.
    WRONG_ADDRESS(Cause.PROVIDER, Reason.PROVIDER_UNAVAILABLE),
    /// The provider does not know the form of answer that was asked for; the next call asks for a
    /// plainer one.
    FORMAT_REFUSED(Cause.PROVIDER, Reason.REJECTED),
    /// 429.
    RATE_LIMITED(Cause.PROVIDER, Reason.RATE_LIMITED),
    /// 402, or an error that says the account's quota is spent.
    QUOTA(Cause.PROVIDER, Reason.QUOTA),
    /// 401, 403.
    AUTH(Cause.PROVIDER, Reason.AUTH),

    /// The reply began, but was not complete within the call's time-out.
    TOTAL_TIMEOUT(Cause.PART, Reason.PROVIDER_TIMEOUT),
    /// The model's context is too short for it.
    TOO_LONG(Cause.PART, Reason.TOO_LONG),
    /// The provider's filter or the model declined.
    REFUSED(Cause.PART, Reason.REFUSED),
    /// Cut at the token limit.
    TRUNCATED(Cause.PART, Reason.TRUNCATED),
    /// Not JSON, or not what the schema asks for.
    INVALID(Cause.PART, Reason.INVALID_ANSWER),
    /// Larger than the reply limit.
    OVERSIZE(Cause.PART, Reason.INVALID_ANSWER),
    /// Another 4xx: this request itself is refused.
    REJECTED(Cause.PART, Reason.REJECTED),

    /// We hung up: lost a race, lost the run, or are stopping.
    CANCELLED(Cause.NOBODY, Reason.INTERNAL);

    /// Who is to blame.
    public enum Cause {
        NOBODY,
        PROVIDER,
        PART
    }

    private final Cause cause;
    private final Reason reason;
    private final String label = name().toLowerCase(Locale.ROOT);

    CallClass(Cause cause, Reason reason) {
        this.cause = cause;
        this.reason = reason;
    }

    /// Who caused it.
    public Cause cause() {
        return cause;
    }

    /// Whether the provider itself is in trouble, or has none of its answers for us.
    public boolean isTrouble() {
        return cause == Cause.PROVIDER && this != FORMAT_REFUSED;
    }

    /// What a part says that failed or waits because of it.
    public Reason reason() {
        return reason;
    }

    /// As a metric label.
    public String label() {
        return label;
    }
}
