// SPDX-License-Identifier: Apache-2.0
/// Owns the analysis run of one event from its claim to its end.
@NullMarked
package afterword.analysis.run;

import org.jspecify.annotations.NullMarked;
