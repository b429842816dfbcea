// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

/// Recognises telephone numbers by their shape.
///
/// International ones (`+` or `00`, ITU-T E.164: at most 15 digits) by that; national ones only
/// where the shape differs from dates, prices and order numbers: a leading zero, an area code in
/// brackets, 3-3-4 and 10 digits of North America, 11 digits of Chinese mobiles, 1-3-3-2-2 of
/// Russia, 5-5 of India, 3-3-3 and 3-2-2-2 of southern and eastern Europe, 2-5-4 of Brazil. Local
/// numbers without an area code are not found.
final class Phones {

    private static final int E164 = 15;
    private static final int SHORTEST = 8; // of an international number
    private static final int NATIONAL_LEAST = 9;
    private static final int NATIONAL_MOST = 12;

    private Phones() {}

    /// How many of the groups are a phone number; 0 when none.
    static int groups(DigitGroups number) {
        int all = number.sum(number.groups());
        if (all < SHORTEST) {
            return 0;
        }
        int first = number.digit(0);
        if (number.plus()) {
            return first == 0 ? 0 : longest(number, SHORTEST, E164);
        }
        if (first == 0 && number.digit(1) == 0 && number.size(0) > 1) {
            return number.digit(2) == 0 ? 0 : longest(number, SHORTEST + 2, E164 + 2);
        }
        if (first == 0) {
            return trunk(number);
        }
        return number.bracket() ? bracketed(number) : shaped(number);
    }

    /// As many groups as keep within the limits. A group behind a space belongs to the number only
    /// while the number is short, since the sentence may go on with another one.
    private static int longest(DigitGroups number, int least, int most) {
        int best = 0;
        for (int groups = 1; groups <= number.groups(); groups++) {
            int digits = number.sum(groups);
            if (digits > most) {
                break;
            }
            if (groups > 1 && number.joint(groups - 2) == DigitGroups.Joint.LOOSE) {
                int before = number.sum(groups - 1);
                boolean full = before >= 11 && digits > 13;
                boolean stray = before >= least && number.size(groups - 1) == 1;
                if (full || stray) {
                    break;
                }
            }
            if (digits >= least && number.mayEnd(groups)) {
                best = groups;
            }
        }
        return best;
    }

    /// With the leading zero of most of the world.
    private static int trunk(DigitGroups number) {
        if (number.size(0) == 1) {
            return number.startsWith(1, 3, 3, 2, 2) ? 5 : 0; // 0(532) 123 45 67
        }
        if (isDate(number)) {
            return 0;
        }
        int groups = longest(number, NATIONAL_LEAST, NATIONAL_MOST);
        boolean pairs = number.groups() > 1 && number.size(0) == 2 && number.size(1) == 2;
        return pairs ? pairs(number) : groups;
    }

    /// `06 12 34 56 78`: five pairs, not six, which are lots.
    private static int pairs(DigitGroups number) {
        if (!number.startsWith(2, 2, 2, 2, 2)) {
            return 0;
        }
        boolean more = number.groups() > 5 && number.size(5) == 2;
        return more && number.digit(10) != 0 ? 0 : 5;
    }

    /// `01.02.2025`, `01/02/25`, perhaps with more behind it.
    private static boolean isDate(DigitGroups number) {
        boolean sizes =
                number.groups() >= 3
                        && number.size(0) == 2
                        && number.size(1) == 2
                        && (number.size(2) == 2 || number.size(2) == 4);
        boolean ends = sizes && number.joint(2) != DigitGroups.Joint.GLUED;
        if (!ends || number.value(0) > 31 || number.value(1) > 31) {
            return false;
        }
        return number.size(2) == 4 || number.joint(0) == DigitGroups.Joint.GLUED;
    }

    /// `(415) 555-2671`, `(11) 91234-5678`.
    private static int bracketed(DigitGroups number) {
        boolean area = number.size(0) >= 2 && number.size(0) <= 5 && number.groups() > 1;
        return area ? longest(number, NATIONAL_LEAST, NATIONAL_MOST) : 0;
    }

    private static int shaped(DigitGroups number) {
        int first = number.digit(0);
        if (number.startsWith(2, 5, 4) && number.digit(2) == 9) {
            return 3;
        }
        if (first == 1) {
            return one(number);
        }
        if (isAmerican(number, 0)
                && (number.startsWith(3, 3, 4)
                        || number.startsWith(3, 7)
                        || number.startsWith(10))) {
            return number.size(0) == 10 ? 1 : number.size(1) == 7 ? 2 : 3;
        }
        if (first == 8 && number.digit(1) == 9 && number.size(0) != 10) {
            return russian(number);
        }
        return first >= 6 ? upper(number) : 0;
    }

    /// North America with its country code, or a Chinese mobile.
    private static int one(DigitGroups number) {
        boolean chinese = number.digit(1) >= 3;
        if (chinese && number.startsWith(3, 4, 4)) {
            return 3;
        }
        if (number.startsWith(11) && (chinese || isAmerican(number, 1))) {
            return 1;
        }
        if (number.size(0) == 1 && isAmerican(number, 1)) {
            return number.startsWith(1, 3, 3, 4) ? 4 : 0;
        }
        return 0;
    }

    /// `8 (912) 345-67-89`.
    private static int russian(DigitGroups number) {
        if (number.startsWith(1, 3, 3, 2, 2)) {
            return 5;
        }
        return number.startsWith(11) ? 1 : number.startsWith(5, 5) ? 2 : 0;
    }

    /// Area and exchange begin with 2 to 9 (North American Numbering Plan).
    private static boolean isAmerican(DigitGroups number, int from) {
        return number.sum(number.groups()) >= from + 10
                && number.digit(from) >= 2
                && number.digit(from + 3) >= 2;
    }

    /// India, Spain, Portugal, Poland: mobiles begin with 6, 7, 8 or 9.
    private static int upper(DigitGroups number) {
        if (number.startsWith(10)) {
            return 1;
        }
        if (number.startsWith(5, 5)) {
            return 2;
        }
        if (number.startsWith(3, 2, 2, 2)) {
            return 4;
        }
        boolean spaced = number.startsWith(3, 3, 3) && number.joint(0) == DigitGroups.Joint.LOOSE;
        return spaced && number.joint(2) == DigitGroups.Joint.END ? 3 : 0;
    }
}
