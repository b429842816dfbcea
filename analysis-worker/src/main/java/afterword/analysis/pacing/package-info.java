// SPDX-License-Identifier: Apache-2.0
/// Decides when a call of a provider may be made.
@NullMarked
package afterword.analysis.pacing;

import org.jspecify.annotations.NullMarked;
