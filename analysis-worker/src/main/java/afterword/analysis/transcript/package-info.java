// SPDX-License-Identifier: Apache-2.0
/// Turns a conversation into text that a model may read without being led by it.
@NullMarked
package afterword.analysis.transcript;

import org.jspecify.annotations.NullMarked;
