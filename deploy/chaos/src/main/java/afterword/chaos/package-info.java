// SPDX-License-Identifier: Apache-2.0
/// Breaks the whole line on purpose and proves what it promises.
@NullMarked
package afterword.chaos;

import org.jspecify.annotations.NullMarked;
