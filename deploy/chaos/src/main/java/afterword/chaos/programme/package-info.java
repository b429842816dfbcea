// SPDX-License-Identifier: Apache-2.0
/// Which faults come when.
@NullMarked
package afterword.chaos.programme;

import org.jspecify.annotations.NullMarked;
