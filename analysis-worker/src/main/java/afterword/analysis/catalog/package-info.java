// SPDX-License-Identifier: Apache-2.0
/// Which analyses there are: files that say what to ask, what an answer looks like and when not to
/// ask.
@NullMarked
package afterword.analysis.catalog;

import org.jspecify.annotations.NullMarked;
