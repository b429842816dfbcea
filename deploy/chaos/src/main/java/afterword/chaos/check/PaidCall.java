// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

/// A call that reached the provider: a line of its ledger.
///
/// @param worker whose it was
/// @param part empty where the caller's key does not tell
/// @param endedAt 0 while it lasts
/// @param answered whether a good reply was made
/// @param fault that the provider was told to make; empty for none
public record PaidCall(
        long number,
        String worker,
        String eventId,
        String part,
        long beganAt,
        long endedAt,
        boolean answered,
        String fault) {}
