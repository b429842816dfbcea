// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

/// A process that was asked to end, as by a deploy.
///
/// @param askedAt when SIGTERM was sent
/// @param exitedAt when it had gone
/// @param longestCall µs that the longest call in flight at SIGTERM still took; 0 where none was
/// @param unanswered requests on their way at SIGTERM that got no answer
public record Departure(
        String name, long askedAt, long exitedAt, long longestCall, int unanswered) {}
