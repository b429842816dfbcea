// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

/// Counts characters, for limits that are none of a model's.
enum Characters implements Tokenizer {
    COUNTED;

    @Override
    public int count(String text) {
        return text.length();
    }

    @Override
    public int fitting(String text, int tokens) {
        int end = Math.min(tokens, text.length());
        boolean half = end < text.length() && Character.isLowSurrogate(text.charAt(end));
        return half ? end - 1 : end;
    }
}
