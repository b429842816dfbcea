// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

/// Finds private pieces in a text, from left to right, in linear time.
///
/// Walk through it: [#find] runs over a text until a character can be part of something private: a
/// digit, `@`, `:`, `[`, `=`, `+`, `(`. Each has one method that looks around it, a bounded number
/// of characters or over a stretch that is remembered and not looked at again. Nothing is ever
/// tried twice with another split, as a backtracking regular expression would.
///
/// Used again and again by one thread.
final class PrivateText {

    private static final int PLACEHOLDER = 6 + 1 + 9; // longest kind, underscore, digits

    private final DigitGroups number = new DigitGroups();

    private CharSequence text = "";
    private char[] characters = new char[0]; // the same, for the loop over what is harmless
    private int length;
    private int next; // not looked at yet
    private int floor; // end of what was found last; nothing reaches back over it
    private int wideEnd; // end of the last token with slashes that was looked at
    private int keyEnd; // end of the last part of it that was looked at
    private int v6End; // end of the last run that was no IPv6 address
    private int v6Start; // where one may begin although a colon stands before it

    private int from;
    private int to;
    private PrivateKind kind = PrivateKind.TEXT;

    /// Begins with another text.
    void read(CharSequence other) {
        text = other;
        length = other.length();
        if (characters.length < length) {
            characters = new char[Math.max(length, 256)];
        }
        other.toString().getChars(0, length, characters, 0);
        next = 0;
        floor = 0;
        wideEnd = 0;
        keyEnd = 0;
        v6End = 0;
        v6Start = -1;
    }

    /// Goes on to the next private piece.
    ///
    /// @return false at the end of the text
    boolean find() {
        while (skip()) {
            int at = next;
            if (look(at)) {
                next = to;
                floor = to;
                return true;
            }
            next = Math.max(next, at + 1);
        }
        return false;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    PrivateKind kind() {
        return kind;
    }

    private boolean skip() {
        int i = next;
        while (i < length && !Alphabet.isTrigger(characters[i])) {
            i++;
        }
        next = i;
        return i < length;
    }

    private boolean look(int at) {
        return switch (text.charAt(at)) {
            case '@', '＠' -> isEmail(at);
            case ':' -> isUserInfo(at) || isV6(at);
            case '[' -> isPlaceholder(at);
            case '=' -> isParameter(at);
            case '+', '＋', '(' -> beginsNumber(at) && isPhone(at);
            default -> isBehindDigit(at);
        };
    }

    private boolean found(PrivateKind what, int start, int end) {
        kind = what;
        from = start;
        to = end;
        return true;
    }

    private boolean isEmail(int at) {
        int start = Emails.start(text, at, floor);
        if (start == at) {
            return false;
        }
        int end = Emails.end(text, at);
        return end > 0 && found(PrivateKind.EMAIL, start, end);
    }

    private boolean isUserInfo(int at) {
        boolean url =
                at > floor && is(at + 1, '/') && is(at + 2, '/') && Alphabet.isWord(before(at));
        int end = url ? Secrets.userInfoEnd(text, at + 3) : -1;
        return end > 0 && found(PrivateKind.SECRET, at + 3, end);
    }

    /// From a colon back to the group before it, then over the whole run.
    private boolean isV6(int at) {
        if (at < v6End) {
            return false;
        }
        int start = at;
        while (start > floor && at - start < 5 && Alphabet.isHex(text.charAt(start - 1))) {
            start--;
        }
        boolean foreign = at - start == 5 || (start > floor && touchesV6(start));
        if (foreign) {
            v6Start = at + 1; // `IP:2001:db8::1`
            return false;
        }
        int runEnd = Addresses.v6RunEnd(text, start);
        int end = Addresses.trimmed(text, start, runEnd);
        v6End = runEnd;
        boolean free = runEnd == length || !Alphabet.isWord(text.charAt(runEnd));
        return free && Addresses.isV6(text, start, end) && found(PrivateKind.IP, start, end);
    }

    private boolean touchesV6(int start) {
        char c = before(start);
        return Alphabet.isWord(c) || c == '.' || (c == ':' && start != v6Start);
    }

    private boolean isPlaceholder(int at) {
        int i = at + 1;
        int most = Math.min(length, i + PLACEHOLDER);
        while (i < most && text.charAt(i) >= 'A' && text.charAt(i) <= 'Z') {
            i++;
        }
        if (!is(i, '_') || !Redactions.isKind(text, at + 1, i)) {
            return false;
        }
        int digits = ++i;
        while (i < most && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i > digits && is(i, ']') && found(PrivateKind.TEXT, at, i + 1);
    }

    private boolean isParameter(int at) {
        if (!Secrets.isSecretName(text, at, floor)) {
            return false;
        }
        int start = is(at + 1, '"') || is(at + 1, '\'') ? at + 2 : at + 1;
        int end = Secrets.valueEnd(text, start);
        return end > 0 && found(PrivateKind.SECRET, start, end);
    }

    private boolean isBehindDigit(int at) {
        if (isIban(at) || isKey(at)) {
            return true;
        }
        if (beginsNumber(at) && isNumber(at)) {
            return true;
        }
        int i = at + 1;
        while (i < length && Alphabet.isDigit(text.charAt(i))) {
            i++;
        }
        next = i;
        return false;
    }

    /// At the first check digit of `DE89…`.
    private boolean isIban(int at) {
        boolean shape =
                at - 2 >= floor
                        && Alphabet.isLetter(text.charAt(at - 1))
                        && Alphabet.isLetter(text.charAt(at - 2))
                        && (at - 2 == floor || !Alphabet.isWord(text.charAt(at - 3)))
                        && at + 1 < length
                        && Alphabet.isDigit(text.charAt(at + 1));
        int end = shape ? Ibans.end(text, at - 2) : -1;
        return end > 0 && found(PrivateKind.IBAN, at - 2, end);
    }

    /// Looks at the whole token around a digit once, then once at each of its parts between
    /// slashes.
    private boolean isKey(int at) {
        if (at >= wideEnd) {
            int start = back(at, floor, false);
            wideEnd = forth(at, false);
            keyEnd = start;
            if (!isMail(wideEnd) && Secrets.isBase64(text, start, wideEnd)) {
                return found(PrivateKind.SECRET, start, padded(wideEnd));
            }
        }
        if (at < keyEnd) {
            return false;
        }
        int start = back(at, Math.max(floor, keyEnd), true);
        keyEnd = forth(at, true);
        boolean path = start > 0 && before(start) == '/';
        int end = isMail(keyEnd) ? -1 : Secrets.keyEnd(text, start, keyEnd, path);
        return end > 0 && found(PrivateKind.SECRET, start, padded(end));
    }

    private int back(int at, int least, boolean part) {
        int i = at;
        while (i > least && isToken(text.charAt(i - 1), part)) {
            i--;
        }
        return i;
    }

    private int forth(int at, boolean part) {
        int i = at;
        while (i < length && isToken(text.charAt(i), part)) {
            i++;
        }
        return i;
    }

    private static boolean isToken(char c, boolean part) {
        return Alphabet.isToken(c) && !(part && c == '/');
    }

    private boolean isMail(int end) {
        return is(end, '@');
    }

    /// With up to two equals signs of base64.
    private int padded(int end) {
        return is(end, '=') ? is(end + 1, '=') ? end + 2 : end + 1 : end;
    }

    /// Whether what stands before lets a number begin here.
    private boolean beginsNumber(int at) {
        if (at == floor) {
            return true;
        }
        char c = before(at);
        if (Alphabet.isWord(c) || c == '@') {
            return false;
        }
        if (c == '.' || c == '-' || c == '/' || c == ':') {
            return at - 1 == floor || !continues(c, text.charAt(at - 2));
        }
        return "$€£¥#".indexOf(c) < 0;
    }

    /// `3.14`, `10:30`, `ORD-2025`: the digits belong to what stands before the separator.
    private static boolean continues(char separator, char c) {
        return Alphabet.isDigit(c) || (separator == '-' && Alphabet.isLetter(c));
    }

    private boolean isNumber(int at) {
        int end = Addresses.v4End(text, at);
        if (end > 0) {
            return found(PrivateKind.IP, at, end);
        }
        if (!isLong(at) || !number.read(text, at)) {
            return false;
        }
        int card = Cards.groups(number);
        if (card > 0) {
            return found(PrivateKind.CARD, at, number.end(card));
        }
        int phone = Phones.groups(number);
        return phone > 0 && found(PrivateKind.PHONE, at, number.end(phone));
    }

    /// Whether the first group has three digits or a leading zero, or the one after it has three.
    /// Spares rows of short numbers a closer look.
    private boolean isLong(int at) {
        int i = at + 1;
        while (i < at + 3 && isDigit(i)) {
            i++;
        }
        if (i == at + 3 || Alphabet.digit(text.charAt(at)) == 0) {
            return true;
        }
        int end = i;
        while (i < length && i < end + 3 && Alphabet.isGap(text.charAt(i))) {
            i++;
        }
        return isDigit(i) && isDigit(i + 1) && isDigit(i + 2);
    }

    private boolean isDigit(int at) {
        return at < length && Alphabet.isDigit(text.charAt(at));
    }

    /// With a plus or an area code in brackets.
    private boolean isPhone(int at) {
        boolean bracket = text.charAt(at) == '(';
        boolean may =
                (bracket && !is(at + 1, '+'))
                        ? isArea(at)
                        : isDigit(at + 1) || isDigit(at + 2) || is(at + 1, '(');
        if (!may || !number.read(text, at)) {
            return false;
        }
        int groups = !bracket || number.bracket() ? Phones.groups(number) : 0;
        return groups > 0 && found(PrivateKind.PHONE, at, number.end(groups));
    }

    /// Two to five digits in brackets.
    private boolean isArea(int at) {
        int i = at + 1;
        while (i < at + 7 && isDigit(i)) {
            i++;
        }
        return i - at > 2 && is(i, ')');
    }

    private char before(int at) {
        return text.charAt(at - 1);
    }

    private boolean is(int at, char c) {
        return at < length && text.charAt(at) == c;
    }
}
