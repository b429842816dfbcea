// SPDX-License-Identifier: Apache-2.0
/// Asks for the analysis of stored events until a run has begun.
@NullMarked
package afterword.events.dispatch;

import org.jspecify.annotations.NullMarked;
