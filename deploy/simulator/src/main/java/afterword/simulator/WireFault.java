// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

/// Faults of the transport: how the bytes of a good reply go out, or do not.
public enum WireFault implements Fault {
    /// Reset at once, before any byte of the reply (L-06).
    RESET_BEFORE,
    /// Reset after the model has worked, before any byte: perhaps paid (L-08).
    RESET_AFTER,
    /// The headers never come: silence for the rule's delay (10 min unless set), then a reset
    /// (L-09).
    NO_HEADERS,
    /// The head at once, then a byte of the body per delay, 5 s unless set (L-10).
    DRIP,
    /// Half of the reply, then silence for the delay, 10 min unless set (L-10).
    STALL,
    /// Half of the reply, then an orderly end: a stream without finish reason, a body shorter than
    /// its length (L-11, L-15).
    CUT,
    /// Half of the reply, then a reset (L-11).
    CUT_RESET,
    /// A stream that ends without finish reason, but with `[DONE]` (L-11).
    NO_FINISH,
    /// A stream that ends with a finish reason, but without `[DONE]` (L-12).
    NO_DONE,
    /// `[DONE]`, and then the connection stays open and silent for the delay, 10 min unless set
    /// (L-12).
    DONE_OPEN,
    /// Comments, CRLF, unknown fields, characters split over chunks: all allowed (L-13).
    NOISE,
    /// Two JSON texts in one line of a stream (L-13).
    TWO_IN_LINE,
    /// An event of 300 kB (L-13); whole replies get 300 kB of an unknown field.
    BIG_EVENT,
    /// An error event in the middle of a stream (L-14).
    ERROR_EVENT,
    /// A length 100 bytes longer than the body, then an orderly end (L-15).
    LENGTH_MISMATCH,
    /// A reply that goes on for the rule's `size` of MB, 100 unless set (L-22).
    HUGE,
    /// 100 MB of blanks in 100 kB of gzip (L-22).
    GZIP_BOMB,
    /// Two choices instead of one, the second of another conversation (L-23).
    TWO_CHOICES,
    /// A good reply, later by the rule's delay (L-20).
    SLOW;

    @Override
    public boolean answers() {
        return switch (this) {
            case NO_DONE, DONE_OPEN, NOISE, BIG_EVENT, TWO_CHOICES, SLOW -> true;
            case RESET_BEFORE, RESET_AFTER, NO_HEADERS, DRIP, STALL, CUT, CUT_RESET -> false;
            case NO_FINISH, TWO_IN_LINE, ERROR_EVENT, LENGTH_MISMATCH, HUGE, GZIP_BOMB -> false;
        };
    }
}
