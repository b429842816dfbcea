// SPDX-License-Identifier: Apache-2.0
/// Deletes what is no longer to be kept.
@NullMarked
package afterword.events.retention;

import org.jspecify.annotations.NullMarked;
