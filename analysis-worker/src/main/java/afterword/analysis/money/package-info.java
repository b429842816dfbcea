// SPDX-License-Identifier: Apache-2.0
/// What calls cost, in nano-dollars, and how much of it a day may see.
@NullMarked
package afterword.analysis.money;

import org.jspecify.annotations.NullMarked;
