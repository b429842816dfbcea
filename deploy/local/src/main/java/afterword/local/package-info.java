// SPDX-License-Identifier: Apache-2.0
/// Runs the whole line on one machine.
@NullMarked
package afterword.local;

import org.jspecify.annotations.NullMarked;
