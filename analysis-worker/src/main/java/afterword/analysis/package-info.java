// SPDX-License-Identifier: Apache-2.0
/// The analysis-worker process and its wiring.
@NullMarked
package afterword.analysis;

import org.jspecify.annotations.NullMarked;
