// SPDX-License-Identifier: Apache-2.0
/// Runs the whole line on one machine, as `make run` and the whole-system tests do.
@NullMarked
package afterword.local;

import org.jspecify.annotations.NullMarked;
