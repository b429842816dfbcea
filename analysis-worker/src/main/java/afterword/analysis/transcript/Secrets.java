// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import static java.util.stream.Collectors.joining;

import java.util.List;

/// Recognises what opens doors: user information of URLs, secret parameters, tokens, keys.
final class Secrets {

    /// What the well-known issuers begin their keys with.
    private static final List<String> PREFIXES =
            List.of(
                    "sk-",
                    "sk_live_",
                    "sk_test_",
                    "pk_live_",
                    "pk_test_",
                    "rk_live_",
                    "ghp_",
                    "gho_",
                    "ghu_",
                    "ghs_",
                    "ghr_",
                    "github_pat_",
                    "glpat-",
                    "xoxb-",
                    "xoxp-",
                    "xoxa-",
                    "xoxe-",
                    "xapp-",
                    "AKIA",
                    "ASIA",
                    "AIza",
                    "hf_",
                    "npm_",
                    "pypi-",
                    "dop_v1_",
                    "shpat_",
                    "whsec_");

    private static final String FIRSTS = firsts();

    private static final int PREFIXED = 16; // shortest key with a known prefix
    private static final int KEY = 28; // shortest key without a known prefix
    private static final int KEY_IN_PATH = 20; // as a part of a URL's path, such as a webhook's
    private static final int BASE64 = 40; // shortest key with slashes or pluses in it
    private static final int UUID = 36;

    /// Anywhere in the name of a parameter.
    private static final List<String> STRONG =
            List.of("token", "secret", "passw", "apikey", "api_key", "api-key");

    /// Anywhere in the name of a query parameter.
    private static final List<String> IN_QUERY = List.of("signature", "credential");

    /// At the end of the name of a query parameter.
    private static final List<String> AT_END =
            List.of("key", "pwd", "pass", "sig", "auth", "jwt", "sid", "session");

    private static final int NAME = 40;
    private static final int VALUE = 4; // shortest

    private Secrets() {}

    private static String firsts() {
        return PREFIXES.stream().map(it -> it.substring(0, 1)).distinct().collect(joining());
    }

    /// Where the authority of a URL ends, or rather the user information in it.
    ///
    /// @param start behind `://`
    /// @return index of the last `@`, or -1 when there is no user information
    static int userInfoEnd(CharSequence text, int start) {
        int at = -1;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return at; // a sentence in another script goes on without a space
            }
            switch (c) {
                case '/', '?', '#', ' ', '"', '<', '>', '\\', '`', '\n', '\r', '\t' -> {
                    return at;
                }
                case '@' -> at = i > start ? i : -1;
                default -> {}
            }
        }
        return at;
    }

    /// Whether the name before an equals sign says that its value is secret.
    ///
    /// @param floor reaches back no further
    static boolean isSecretName(CharSequence text, int equals, int floor) {
        int start = equals;
        while (start > floor && equals - start < NAME && isName(text.charAt(start - 1))) {
            start--;
        }
        if (start == equals) {
            return false;
        }
        if (containsAny(text, start, equals, STRONG)) {
            return true;
        }
        boolean query = start > 0 && "?&;#".indexOf(text.charAt(start - 1)) >= 0;
        return query
                && (containsAny(text, start, equals, IN_QUERY)
                        || endsWithAny(text, start, equals, AT_END));
    }

    private static boolean isName(char c) {
        return Alphabet.isWord(c) || c == '-' || c == '.';
    }

    private static boolean containsAny(CharSequence text, int start, int end, List<String> words) {
        for (int i = start; i < end; i++) {
            for (int k = 0; k < words.size(); k++) {
                if (isAt(text, i, end, words.get(k))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean endsWithAny(CharSequence text, int start, int end, List<String> words) {
        for (int k = 0; k < words.size(); k++) {
            int at = end - words.get(k).length();
            if (at >= start && isAt(text, at, end, words.get(k))) {
                return true;
            }
        }
        return false;
    }

    /// @param word in lower case
    private static boolean isAt(CharSequence text, int at, int end, String word) {
        if (end - at < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            char c = text.charAt(at + i);
            char lower = Alphabet.isLetter(c) ? (char) (c | 0x20) : c;
            if (lower != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// Where a parameter's value ends, without the full stop of a sentence; -1 when it is too
    /// short.
    ///
    /// @param start behind the equals sign and a quote
    static int valueEnd(CharSequence text, int start) {
        int end = start;
        while (end < text.length() && Alphabet.isValue(text.charAt(end))) {
            end++;
        }
        while (end > start && ".!?:".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        boolean comparison = end > start && text.charAt(start) == '=';
        return comparison || end - start < VALUE ? -1 : end;
    }

    /// Whether this piece without slashes is a key, and where it ends.
    ///
    /// @param path whether it is a part of a path
    /// @return -1 when it is not
    static int keyEnd(CharSequence text, int start, int end, boolean path) {
        int dotted = dottedEnd(text, start, end);
        if (dotted > 0 || isPrefixed(text, start, end)) {
            return Math.max(dotted, end);
        }
        int length = end - start;
        if (length < (path ? KEY_IN_PATH : KEY) || isUuid(text, start, end)) {
            return -1;
        }
        return looksRandom(text, start, end) ? end : -1;
    }

    /// Whether this piece with slashes is a key in base64.
    static boolean isBase64(CharSequence text, int start, int end) {
        if (end - start < BASE64 || text.charAt(start) == '/') {
            return false;
        }
        boolean path = start > 0 && ".:~\\".indexOf(text.charAt(start - 1)) >= 0;
        return !path && looksRandom(text, start, end);
    }

    private static boolean isPrefixed(CharSequence text, int start, int end) {
        if (end - start < PREFIXED || FIRSTS.indexOf(text.charAt(start)) < 0) {
            return false;
        }
        for (int k = 0; k < PREFIXES.size(); k++) {
            if (begins(text, start, PREFIXES.get(k))) {
                return true;
            }
        }
        return false;
    }

    private static boolean begins(CharSequence text, int start, String prefix) {
        for (int i = 0; i < prefix.length(); i++) {
            if (start + i >= text.length() || text.charAt(start + i) != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// The end of a JSON web token or the like, which goes on over dots.
    ///
    /// @return -1 when none begins here
    private static int dottedEnd(CharSequence text, int start, int end) {
        if (!begins(text, start, "eyJ") && !begins(text, start, "ya29")) {
            return -1;
        }
        int i = end;
        while (i + 1 < text.length()
                && text.charAt(i) == '.'
                && Alphabet.isToken(text.charAt(i + 1))) {
            i++;
            while (i < text.length() && Alphabet.isToken(text.charAt(i))) {
                i++;
            }
        }
        return i - start < PREFIXED ? -1 : i;
    }

    private static boolean isUuid(CharSequence text, int start, int end) {
        if (end - start != UUID) {
            return false;
        }
        for (int i = 0; i < UUID; i++) {
            char c = text.charAt(start + i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : !Alphabet.isHex(c)) {
                return false;
            }
        }
        return true;
    }

    /// Whether letters and digits change as often as in random text: at least each fifth character
    /// from letter to digit, digit to letter, or lower to upper case. Random base62 has 0.43, hex
    /// 0.47; file names and camel case have less than 0.2, or a bit more with one digit.
    private static boolean looksRandom(CharSequence text, int start, int end) {
        int changes = 0;
        int letters = 0;
        int digits = 0;
        int before = OTHER;
        for (int i = start; i < end; i++) {
            int kind = kind(text.charAt(i));
            letters += kind == LOWER || kind == UPPER ? 1 : 0;
            digits += kind == FIGURE ? 1 : 0;
            changes += changes(before, kind) ? 1 : 0;
            before = kind;
        }
        int length = end - start;
        boolean enough = digits > 1 ? changes * 5 >= length : changes * 7 >= length * 2;
        return letters > 1 && digits > 0 && enough;
    }

    private static final int OTHER = 0;
    private static final int LOWER = 1;
    private static final int UPPER = 2;
    private static final int FIGURE = 3;

    private static int kind(char c) {
        if (c >= '0' && c <= '9') {
            return FIGURE;
        }
        return !Alphabet.isLetter(c) ? OTHER : c >= 'a' ? LOWER : UPPER;
    }

    private static boolean changes(int before, int now) {
        if (before == OTHER || now == OTHER || before == now) {
            return false;
        }
        return before == FIGURE || now == FIGURE || before == LOWER;
    }
}
