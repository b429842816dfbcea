// SPDX-License-Identifier: Apache-2.0
/// Takes finished conversations from the queue and settles each message.
@NullMarked
package afterword.events.intake;

import org.jspecify.annotations.NullMarked;
