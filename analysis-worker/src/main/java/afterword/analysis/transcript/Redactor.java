// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// Replaces what is private by placeholders, for one conversation.
///
/// The same value gets the same placeholder; placeholders are numbered by their first use, so that
/// the same conversation gives the same ones again, on any worker. Used by one thread.
final class Redactor {

    private final PrivateText finder = new PrivateText();
    private final Map<String, String> placeholders = new HashMap<>();
    private final Map<PrivateKind, Integer> used = new EnumMap<>(PrivateKind.class);

    /// Appends a text without what is private in it.
    void redact(String text, StringBuilder out) {
        finder.read(text);
        int copied = 0;
        while (finder.find()) {
            out.append(text, copied, finder.from());
            out.append(placeholder(finder.kind(), text.substring(finder.from(), finder.to())));
            copied = finder.to();
        }
        out.append(text, copied, text.length());
    }

    private String placeholder(PrivateKind kind, String original) {
        var known = placeholders.get(original);
        if (known != null) {
            return known;
        }
        var placeholder = "[" + kind + "_" + used.merge(kind, 1, Integer::sum) + "]";
        placeholders.put(original, placeholder);
        return placeholder;
    }

    /// What was replaced so far.
    Redactions redactions() {
        return placeholders.isEmpty() ? Redactions.NONE : Redactions.of(placeholders);
    }
}
