// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

/// Recognises payment cards by issuer range, length (ISO/IEC 7812: 13 to 19 digits in use) and Luhn
/// checksum.
final class Cards {

    private static final int SHORTEST = 13;
    private static final int LONGEST = 19;

    private Cards() {}

    /// How many of the groups are a card's number; 0 when none.
    static int groups(DigitGroups number) {
        if (number.plus() || number.bracket() || !isIssued(number)) {
            return 0;
        }
        int groups = printed(number);
        if (groups == 0) {
            return 0;
        }
        int digits = number.sum(groups);
        return digits >= SHORTEST && digits <= LONGEST && isLuhn(number, digits) ? groups : 0;
    }

    /// In the groups that are printed on cards, or without any. Any grouping would do, but one in
    /// ten rows of other numbers has a valid checksum.
    private static int printed(DigitGroups number) {
        if (number.mayEnd(1) && number.size(0) >= SHORTEST) {
            return 1;
        }
        if (number.startsWith(4, 4, 4, 4, 3)) {
            return 5; // before its first 16 digits can pass for a card
        }
        if (number.startsWith(4, 4, 4, 4)) {
            return 4;
        }
        if (number.startsWith(4, 6, 5) || number.startsWith(4, 6, 4)) {
            return 3;
        }
        return number.startsWith(8, 8) || number.startsWith(6, 13) ? 2 : 0;
    }

    /// Travel, banking and merchandising: 3 to 6, and 20 to 27 (Mastercard, Mir).
    private static boolean isIssued(DigitGroups number) {
        if (number.sum(number.groups()) < SHORTEST) {
            return false;
        }
        int first = number.digit(0);
        return (first >= 3 && first <= 6) || (first == 2 && number.digit(1) <= 7);
    }

    private static boolean isLuhn(DigitGroups number, int digits) {
        int sum = 0;
        for (int i = 0; i < digits; i++) {
            int digit = number.digit(digits - 1 - i);
            int twice = digit > 4 ? digit * 2 - 9 : digit * 2;
            sum += i % 2 == 0 ? digit : twice;
        }
        return sum % 10 == 0;
    }
}
