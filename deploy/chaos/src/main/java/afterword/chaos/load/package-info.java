// SPDX-License-Identifier: Apache-2.0
/// Producers and readers that keep ledgers of their own.
@NullMarked
package afterword.chaos.load;

import org.jspecify.annotations.NullMarked;
