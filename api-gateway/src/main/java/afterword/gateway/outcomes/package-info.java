// SPDX-License-Identifier: Apache-2.0
/// Reads events with their analyses: one, of a conversation, as a feed.
@NullMarked
package afterword.gateway.outcomes;

import org.jspecify.annotations.NullMarked;
