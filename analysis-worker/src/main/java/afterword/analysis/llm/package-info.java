// SPDX-License-Identifier: Apache-2.0
/// Asks language models over HTTP and says what became of each call.
@NullMarked
package afterword.analysis.llm;

import org.jspecify.annotations.NullMarked;
