// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;

/// The byte pair encodings there are tables for; a model's profile names one.
///
/// A model with another encoding is counted roughly: leave some room in the budget. A table is
/// loaded at the first text that needs counting.
public enum TokenEncoding implements Tokenizer {
    /// OpenAI's models since GPT-4o; the default.
    O200K_BASE,
    /// GPT-4, GPT-3.5 and many others that took it over. Counted by jtokkit, whose parser of this
    /// encoding is a quick one.
    CL100K_BASE;

    private static final EncodingRegistry TABLES = Encodings.newLazyEncodingRegistry();

    @Override
    public int count(String text) {
        return switch (this) {
            case O200K_BASE -> O200k.count(text);
            case CL100K_BASE -> cl100k().countTokensOrdinary(text);
        };
    }

    @Override
    public int fitting(String text, int tokens) {
        return switch (this) {
            case O200K_BASE -> O200k.fitting(text, tokens);
            case CL100K_BASE ->
                    cl100k().encodeOrdinary(text, tokens).getLastProcessedCharacterIndex() + 1;
        };
    }

    private static Encoding cl100k() {
        return TABLES.getEncoding(EncodingType.CL100K_BASE);
    }
}
