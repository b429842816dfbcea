// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.time.Instant;

/// One non-empty utterance.
///
/// @param at when it was said, or its share of the conversation's span when the producer gave no
///   time
public record Turn(Role role, String text, Instant at) {}
