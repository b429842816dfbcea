// SPDX-License-Identifier: Apache-2.0
/// What was seen during a run, and the judgement over it.
@NullMarked
package afterword.chaos.check;

import org.jspecify.annotations.NullMarked;
