// SPDX-License-Identifier: Apache-2.0
/// Says how a run ended and tells event-worker that it has.
@NullMarked
package afterword.analysis.outcome;

import org.jspecify.annotations.NullMarked;
