// SPDX-License-Identifier: Apache-2.0
/// What was said, in the one place where it is kept.
@NullMarked
package afterword.events.transcript;

import org.jspecify.annotations.NullMarked;
