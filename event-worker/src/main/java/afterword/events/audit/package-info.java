// SPDX-License-Identifier: Apache-2.0
/// Checks that nothing got lost on its way here, or after.
@NullMarked
package afterword.events.audit;

import org.jspecify.annotations.NullMarked;
