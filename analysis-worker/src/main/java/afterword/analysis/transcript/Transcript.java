// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

/// A conversation as text.
///
/// @param text one line for each turn, such as `1. [USER]: Hello`, without a line break at the end
/// @param turns lines that are turns
/// @param cut turns left out of the middle
/// @param neutralised characters and markers that were taken out or changed
/// @param redactions puts back what placeholders in `text` stand for
public record Transcript(String text, int turns, int cut, int neutralised, Redactions redactions) {

    /// Shows none of what people said.
    @Override
    public String toString() {
        return "Transcript[turns=" + turns + ", cut=" + cut + ", " + redactions + "]";
    }
}
