// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

/// Counts as a model counts. Thread-safe.
///
/// Works on bytes in the end: a text has at most as many tokens as it has bytes in UTF-8.
public interface Tokenizer {

    /// Tokens of a text.
    int count(String text);

    /// How many characters from the start have at most so many tokens; never half a code point.
    int fitting(String text, int tokens);
}
