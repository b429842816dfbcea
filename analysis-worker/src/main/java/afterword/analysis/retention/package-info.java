// SPDX-License-Identifier: Apache-2.0
/// Deletes raw replies that are no longer to be kept.
@NullMarked
package afterword.analysis.retention;

import org.jspecify.annotations.NullMarked;
