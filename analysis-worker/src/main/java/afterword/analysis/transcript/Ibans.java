// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

/// Recognises bank accounts by country, length and checksum (ISO 13616; lengths: SWIFT IBAN
/// registry).
final class Ibans {

    private static final String REGISTRY =
            "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20"
                    + "EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26"
                    + "IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30"
                    + "NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27"
                    + "SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

    private static final byte[] LENGTHS = new byte[26 * 26];

    static {
        for (int i = 0; i < REGISTRY.length(); i += 4) {
            LENGTHS[country(REGISTRY.charAt(i), REGISTRY.charAt(i + 1))] =
                    (byte) Integer.parseInt(REGISTRY, i + 2, i + 4, 10);
        }
    }

    private Ibans() {}

    private static int country(char first, char second) {
        return ((first | 0x20) - 'a') * 26 + (second | 0x20) - 'a';
    }

    /// The end of the account that begins here, or -1.
    ///
    /// Letters of either case; a single space or hyphen may stand between any two characters.
    ///
    /// @param start of two ASCII letters
    static int end(CharSequence text, int start) {
        int length = LENGTHS[country(text.charAt(start), text.charAt(start + 1))];
        if (length == 0) {
            return -1;
        }
        long head = 0; // country and check digits go to the end
        long rest = 0;
        int i = start;
        for (int taken = 0; taken < length; taken++, i++) {
            if (taken > 0 && i < text.length() && isSeparator(text.charAt(i))) {
                i++;
            }
            int value = i < text.length() ? value(text.charAt(i)) : -1;
            if (value < 0) {
                return -1;
            }
            if (taken < 4) {
                head = append(head, value);
            } else {
                rest = append(rest, value) % 97;
            }
        }
        boolean free = i == text.length() || !Alphabet.isWord(text.charAt(i));
        return free && (rest * 1_000_000 + head) % 97 == 1 ? i : -1;
    }

    private static boolean isSeparator(char c) {
        return c == ' ' || c == '-' || c == 0xA0;
    }

    /// 0 to 9 for digits, 10 to 35 for letters.
    private static int value(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return Alphabet.isLetter(c) ? (c | 0x20) - 'a' + 10 : -1;
    }

    private static long append(long number, int value) {
        return number * (value < 10 ? 10 : 100) + value;
    }
}
