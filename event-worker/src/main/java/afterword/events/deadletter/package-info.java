// SPDX-License-Identifier: Apache-2.0
/// The one home of messages that cannot be worked on.
@NullMarked
package afterword.events.deadletter;

import org.jspecify.annotations.NullMarked;
