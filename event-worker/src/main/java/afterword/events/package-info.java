// SPDX-License-Identifier: Apache-2.0
/// The event-worker process and its wiring.
@NullMarked
package afterword.events;

import org.jspecify.annotations.NullMarked;
