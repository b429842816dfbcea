// SPDX-License-Identifier: Apache-2.0
/// Shows an author what an analysis answers on real conversations, before it runs.
@NullMarked
package afterword.analysis.trial;

import org.jspecify.annotations.NullMarked;
