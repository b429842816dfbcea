// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;

/// The byte pair encodings there are tables for; a model's profile names one.
///
/// A model with another encoding is counted roughly: leave some room in the budget. A table is
/// loaded at the first text that needs counting: `o200k_base` takes about 0.4 s once and 28 MB of
/// heap, `cl100k_base` half of it.
public enum TokenEncoding implements Tokenizer {
    /// OpenAI's models since GPT-4o; the default.
    O200K_BASE(EncodingType.O200K_BASE),
    /// GPT-4, GPT-3.5 and many others that took it over.
    CL100K_BASE(EncodingType.CL100K_BASE);

    private static final EncodingRegistry TABLES = Encodings.newLazyEncodingRegistry();

    private final EncodingType type;

    TokenEncoding(EncodingType type) {
        this.type = type;
    }

    @Override
    public int count(String text) {
        return table().countTokensOrdinary(text);
    }

    @Override
    public int fitting(String text, int tokens) {
        return table().encodeOrdinary(text, tokens).getLastProcessedCharacterIndex() + 1;
    }

    private Encoding table() {
        return TABLES.getEncoding(type);
    }
}
