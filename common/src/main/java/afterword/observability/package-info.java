// SPDX-License-Identifier: Apache-2.0
/// What a process shows of itself, and to whom.
@NullMarked
package afterword.observability;

import org.jspecify.annotations.NullMarked;
