// SPDX-License-Identifier: Apache-2.0
/// Tells whether the work of this process moves.
@NullMarked
package afterword.analysis.progress;

import org.jspecify.annotations.NullMarked;
