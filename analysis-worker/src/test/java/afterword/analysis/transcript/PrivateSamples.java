// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Labelled synthetic texts. Written from the formats of the world, without a look at the finder:
/// checksums are computed another way, shapes are spelled out.
final class PrivateSamples {

    /// A sentence, and the one private piece in it.
    record Sample(PrivateKind kind, String value, String sentence) {}

    private static final List<String> SENTENCES =
            List.of(
                    "%s",
                    "My details are %s, thanks.",
                    "It is %s.",
                    "(%s)",
                    "Use %s or write to me tomorrow!",
                    "Ist %s noch richtig?",
                    "C'est bien « %s » ?",
                    "\"%s\"",
                    "我的是 %s，谢谢",
                    "请记一下：%s。",
                    "I have 3 questions; here it is: %s - ok?",
                    "Моё: %s; спасибо");

    private static final List<String> PHONES =
            List.of(
                    "+1 N##-N##-####",
                    "+1 (N##) N##-####",
                    "+1N##N######",
                    "(N##) N##-####",
                    "N##-N##-####",
                    "N##.N##.####",
                    "N## N## ####",
                    "1-N##-N##-####",
                    "N##N######",
                    "1 N## N## ####",
                    "+49 30 #######",
                    "+49 (0)30 #######",
                    "+4915#########",
                    "030 #######",
                    "030/#######",
                    "0151/########",
                    "0151-########",
                    "0171 #######",
                    "(030) #######",
                    "0049 30 #######",
                    "004915#########",
                    "+33 6 ## ## ## ##",
                    "06 ## ## ## ##",
                    "06.##.##.##.##",
                    "07-##-##-##-##",
                    "06########",
                    "+44 20 #### ####",
                    "+44 (0) 7### ######",
                    "020 #### ####",
                    "07### ######",
                    "07#########",
                    "+86 138 #### ####",
                    "+86138########",
                    "138########",
                    "139-####-####",
                    "186 #### ####",
                    "010-########",
                    "0755-########",
                    "+91 98### #####",
                    "98### #####",
                    "9#########",
                    "+55 11 9####-####",
                    "(11) 9####-####",
                    "11 9####-####",
                    "+34 6## ## ## ##",
                    "6## ## ## ##",
                    "6## ### ###",
                    "+351 9## ### ###",
                    "+39 06 #### ####",
                    "+39 3## #######",
                    "+81 90-####-####",
                    "090-####-####",
                    "03-####-####",
                    "+61 4## ### ###",
                    "04## ### ###",
                    "+7 (9##) ###-##-##",
                    "8 (9##) ###-##-##",
                    "+380 ## ### ## ##",
                    "+90 5## ### ## ##",
                    "0(5##) ### ## ##",
                    "+27 8# ### ####",
                    "+971 5# ### ####",
                    "+65 #### ####",
                    "+852 #### ####",
                    "+62 8##-####-####",
                    "+41 79 ### ## ##",
                    "079 ### ## ##",
                    "+46 70 ### ## ##",
                    "+47 ### ## ###",
                    "+31 6 ########");

    private static final List<String> DOMAINS =
            List.of(
                    "example.com",
                    "mail.example.co.uk",
                    "web.de",
                    "qq.com",
                    "exämple.de",
                    "sub-1.example.museum",
                    "x.io",
                    "пример.рф",
                    "example.xn--p1ai",
                    "a.b.c.d.org");

    private static final List<String> LOCALS =
            List.of(
                    "bob",
                    "bob.smith",
                    "b.o+tag",
                    "o'brien",
                    "first_last",
                    "x",
                    "1234567890",
                    "user%list",
                    "jose-maria",
                    "josé",
                    "a1.b2-c3_d4",
                    "13812345678");

    /// Countries with the shape of their accounts: `n` a digit, `c` a letter or digit, `a` a
    /// letter.
    private static final List<String> ACCOUNTS =
            List.of(
                    "DEnnnnnnnnnnnnnnnnnn",
                    "GBaaaannnnnnnnnnnnnn",
                    "FRnnnnnnnnnncccccccccccnn",
                    "ESnnnnnnnnnnnnnnnnnnnn",
                    "ITannnnnnnnnncccccccccccc",
                    "NLaaaannnnnnnnnn",
                    "BEnnnnnnnnnnnn",
                    "CHnnnnncccccccccccc",
                    "ATnnnnnnnnnnnnnnnn",
                    "PLnnnnnnnnnnnnnnnnnnnnnnnn",
                    "NOnnnnnnnnnnn",
                    "SEnnnnnnnnnnnnnnnnnnnn",
                    "MTaaaannnnncccccccccccccccccc",
                    "SAnnncccccccccccccccccc".substring(0, 22),
                    "BRnnnnnnnnnnnnnnnnnnnnnnnac",
                    "IEaaaannnnnnnnnnnnnn",
                    "LUnnnccccccccccccc",
                    "TRnnnnnncccccccccccccccc",
                    "UAnnnnnnccccccccccccccccccc",
                    "PTnnnnnnnnnnnnnnnnnnnnn");

    /// The examples of the registry, so that the generated ones are not alone.
    private static final List<String> KNOWN_ACCOUNTS =
            List.of(
                    "DE89 3704 0044 0532 0130 00",
                    "GB29 NWBK 6016 1331 9268 19",
                    "FR14 2004 1010 0505 0001 3M02 606",
                    "NL91 ABNA 0417 1643 00",
                    "CH93 0076 2011 6238 5295 7",
                    "MT84MALT011000012345MTLCAST001S",
                    "NO93 8601 1117 947",
                    "AT611904300234573201",
                    "BE68 5390 0754 7034",
                    "IT60X0542811101000000123456",
                    "ES91 2100 0418 4502 0005 1332");

    private final Random random;
    private final List<Supplier<String>> harmless;

    PrivateSamples(long seed) {
        random = new Random(seed);
        harmless = harmlessForms();
    }

    /// Of any kind.
    Sample next() {
        return next(pick(List.of(PrivateKind.values())));
    }

    Sample next(PrivateKind kind) {
        var value =
                switch (kind) {
                    case EMAIL -> email();
                    case PHONE -> filled(pick(PHONES));
                    case CARD -> card();
                    case IBAN -> account();
                    case IP -> random.nextBoolean() ? v4() : v6();
                    case SECRET -> "";
                    case TEXT -> "[" + pick(List.of(PrivateKind.values())) + "_" + number(1) + "]";
                };
        return kind == PrivateKind.SECRET
                ? secret()
                : new Sample(kind, value, pick(SENTENCES).formatted(value));
    }

    private String email() {
        return pick(LOCALS) + "@" + pick(DOMAINS);
    }

    /// `N` is 2 to 9, `#` any digit.
    private String filled(String shape) {
        return mapped(
                shape,
                c ->
                        switch (c) {
                            case '#' -> digit();
                            case 'N' -> (char) ('2' + random.nextInt(8));
                            default -> c;
                        });
    }

    private static String mapped(String shape, UnaryOperator<Character> each) {
        var out = new StringBuilder();
        shape.chars().forEach(c -> out.append(each.apply((char) c)));
        return out.toString();
    }

    private char digit() {
        return (char) ('0' + random.nextInt(10));
    }

    private char letter() {
        return (char) ('A' + random.nextInt(26));
    }

    private String card() {
        var begin =
                pick(
                        List.of(
                                "4", "51", "52", "53", "54", "55", "2221", "2720", "34", "37",
                                "6011", "65", "3528", "3589", "36", "38", "62", "6212"));
        int length = begin.startsWith("34") || begin.startsWith("37") ? 15 : 16;
        length = begin.equals("36") || begin.equals("38") ? 14 : length;
        length = begin.equals("6212") ? 19 : length;
        var number = withLuhn(begin + number(length - begin.length() - 1));
        var separator = pick(List.of("", " ", "-"));
        return grouped(
                number,
                length == 15 || length == 14 ? new int[] {4, 6, 5} : new int[] {4},
                separator);
    }

    /// The check digit found by trial.
    private static String withLuhn(String digits) {
        for (int check = 0; check < 10; check++) {
            int sum = 0;
            var whole = digits + check;
            for (int i = whole.length() - 1, k = 0; i >= 0; i--, k++) {
                int d = whole.charAt(i) - '0';
                sum += k % 2 == 1 ? (2 * d) / 10 + (2 * d) % 10 : d;
            }
            if (sum % 10 == 0) {
                return whole;
            }
        }
        throw new IllegalStateException("one of ten fits");
    }

    private static String grouped(String number, int[] sizes, String separator) {
        var out = new StringBuilder();
        int i = 0;
        for (int group = 0; i < number.length(); group++) {
            int end = Math.min(number.length(), i + sizes[group % sizes.length]);
            out.append(i == 0 ? "" : separator).append(number, i, end);
            i = end;
        }
        return out.toString();
    }

    private String account() {
        if (random.nextInt(10) == 0) {
            return pick(KNOWN_ACCOUNTS);
        }
        var shape = pick(ACCOUNTS);
        var body =
                mapped(
                        shape.substring(2),
                        c ->
                                switch (c) {
                                    case 'n' -> digit();
                                    case 'a' -> letter();
                                    default -> random.nextBoolean() ? digit() : letter();
                                });
        var country = shape.substring(0, 2);
        var digits = new StringBuilder();
        (body + country + "00").chars().forEach(c -> digits.append(Character.digit(c, 36)));
        int check = 98 - new BigInteger(digits.toString()).mod(BigInteger.valueOf(97)).intValue();
        var whole = country + "%02d".formatted(check) + body;
        whole = random.nextInt(8) == 0 ? whole.toLowerCase(Locale.ROOT) : whole;
        return grouped(whole, new int[] {4}, random.nextBoolean() ? " " : "");
    }

    private String v4() {
        return random.nextInt(256)
                + "."
                + random.nextInt(256)
                + "."
                + random.nextInt(256)
                + "."
                + random.nextInt(256);
    }

    private String v6() {
        return switch (random.nextInt(5)) {
            case 0 -> "2001:db8::" + hex(4);
            case 1 -> "fe80::" + hex(3) + ":" + hex(4) + ":" + hex(4) + ":" + hex(1);
            case 2 -> "::ffff:" + v4();
            case 3 -> "2001:0DB8:" + hex(4).toUpperCase(Locale.ROOT) + "::1";
            default -> String.join(":", Stream.generate(() -> hex(4)).limit(8).toList());
        };
    }

    private Sample secret() {
        var forms =
                List.<Supplier<Sample>>of(
                        () -> url("https://%s@host.example.com/path", "user:" + text(8)),
                        () ->
                                url(
                                        "postgres://%s@db.example.com:5432/shop",
                                        "app:p4ss/w0rd".replace("/", "_")),
                        () -> url("https://example.com/in?token=%s&lang=en", text(12)),
                        () -> url("https://example.com/in?lang=en&api_key=%s", text(20)),
                        () -> url("https://x.example/cb#access_token=%s&expires_in=3600", text(30)),
                        () -> url("https://s3.example.com/b/k?X-Amz-Signature=%s", hex(64)),
                        () ->
                                url(
                                        "https://blob.example.net/c?sv=2024-01-01&sig=%s",
                                        text(20) + "%3D"),
                        () -> url("https://example.com/reset?password=%s", text(9)),
                        () -> url("example.com/login?auth=%s", text(16)),
                        () -> url("set API_TOKEN=%s in the shell", text(14)),
                        () -> plain(jwt()),
                        () -> plain("sk-proj-" + text(40)),
                        () -> plain("ghp_" + text(36)),
                        () -> plain("AKIA" + text(16).toUpperCase(Locale.ROOT)),
                        () -> plain("xoxb-" + number(11) + "-" + number(12) + "-" + text(24)),
                        () -> plain("AIza" + text(35)),
                        () -> plain("glpat-" + text(20)),
                        () -> plain("sk_live_" + text(24)),
                        () -> plain(hex(32)),
                        () -> plain(hex(64)),
                        () -> plain(text(40)),
                        () -> plain(text(64)),
                        () -> url("https://hooks.example.com/services/T01/B02/%s", text(24)));
        return pick(forms).get();
    }

    private Sample url(String shape, String value) {
        var url = shape.formatted(value);
        return new Sample(PrivateKind.SECRET, value, pick(SENTENCES).formatted(url));
    }

    private Sample plain(String value) {
        return new Sample(PrivateKind.SECRET, value, pick(SENTENCES).formatted(value));
    }

    private String jwt() {
        return base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")
                + "."
                + base64("{\"sub\":\"" + number(9) + "\",\"name\":\"" + text(8) + "\"}")
                + "."
                + text(43);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Letters and digits, at least one of each.
    private String text(int length) {
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        var out = new StringBuilder();
        for (int i = 0; i < length; i++) {
            out.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        out.setCharAt(length / 2, (char) ('0' + random.nextInt(10)));
        return out.toString();
    }

    private String hex(int length) {
        var out = new StringBuilder();
        for (int i = 0; i < length; i++) {
            out.append("0123456789abcdef".charAt(random.nextInt(16)));
        }
        return out.toString();
    }

    private String number(int length) {
        var out = new StringBuilder();
        for (int i = 0; i < length; i++) {
            out.append(random.nextInt(10));
        }
        return out.toString();
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /// A sentence with numbers, names and addresses that are nobody's secret.
    String harmless() {
        return pick(SENTENCES).formatted(pick(harmless).get());
    }

    private int year() {
        return 1950 + random.nextInt(100);
    }

    private int upTo(int most) {
        return 1 + random.nextInt(most);
    }

    private List<Supplier<String>> harmlessForms() {
        return List.of(
                () -> "%d-%02d-%02d".formatted(year(), upTo(12), upTo(28)),
                () -> "%02d.%02d.%d".formatted(upTo(28), upTo(12), year()),
                () -> "%d/%d/%d".formatted(upTo(12), upTo(28), year()),
                () ->
                        "%02d.%02d.%d %02d:%02d"
                                .formatted(upTo(28), upTo(12), year(), upTo(23), upTo(59)),
                () ->
                        "%d-%02d-%02dT%02d:%02d:%02dZ"
                                .formatted(
                                        year(), upTo(12), upTo(28), upTo(23), upTo(59), upTo(59)),
                () -> "%d–%d".formatted(year(), year()),
                () -> "%02d:%02d".formatted(upTo(23), upTo(59)),
                () -> "%02d:%02d:%02d".formatted(upTo(23), upTo(59), upTo(59)),
                () -> "$%d,%03d,%03d.%02d".formatted(upTo(9), upTo(999), upTo(999), upTo(99)),
                () -> "%d.%03d.%03d,%02d €".formatted(upTo(9), upTo(999), upTo(999), upTo(99)),
                () -> "%d %03d %03d".formatted(upTo(5), upTo(999), upTo(999)),
                () -> "%.10f".formatted(random.nextDouble() * 10),
                () -> "52.%04d, 13.%04d".formatted(upTo(9999), upTo(9999)),
                () -> "order #" + number(10),
                () -> "order A-%d-%05d".formatted(year(), upTo(99999)),
                () -> "ticket " + number(6),
                () -> "978-3-16-%06d-%d".formatted(upTo(999999), upTo(9)),
                () -> "ISBN 0-306-%05d-%d".formatted(upTo(99999), upTo(9)),
                () -> "version %d.%d.%d".formatted(upTo(20), upTo(20), upTo(20)),
                () -> "10.0.%d.%d".formatted(19000 + upTo(999), upTo(9999)),
                () -> "%d x %d = %d".formatted(upTo(99), upTo(99), upTo(9999)),
                () -> "1 2 3 4 5 6 7 8 9 10",
                () -> "07 14 21 28 35 42",
                () -> "%d people, %d%%".formatted(upTo(9999999), upTo(100)),
                () -> "@handle_%d and #tag%d".formatted(upTo(999), upTo(999)),
                () -> "std::vector<int>::size and a::b",
                () -> "00:1B:44:11:3A:" + hex(2),
                () ->
                        java.util
                                .UUID
                                .nameUUIDFromBytes(number(9).getBytes(StandardCharsets.UTF_8))
                                .toString(),
                () -> "flight LH" + number(4) + " gate B" + upTo(60),
                () -> "3:2 and 10:9",
                () -> "a[0] + f(3) = [x]",
                () -> "/usr/local/lib/python3.12/site-packages/numpy/core/setup_2024.py",
                () -> "https://www.example.com/watch?v=%s&t=42".formatted(text(11)),
                () -> "https://example.com/docs/how-to-install-version-2-on-windows-11.html",
                () -> "https://example.com/search?q=key&page=2",
                () -> "getUserTransactionHistoryById2AndName",
                () -> "covid-19-vaccination-centre-in-district-12",
                () -> "conv_20251126_user_00012345_session_1",
                () -> "4111 1111 1111 1112",
                () -> "DE89370400440532013001",
                () -> "[note] and [EMAIL] and [EMAIL_x]",
                () -> "me@home and @ 5 pm",
                () -> "1,234 km at 9.81 m/s2",
                () -> "E=mc2 and x=y==z",
                () -> "born 1990, aged %d, %d cm".formatted(upTo(99), 100 + upTo(99)),
                () -> "zip 90210-1234, room 4-12",
                () -> "Alle 14 Tage um 8 Uhr 30, 24/7",
                () -> "1732600" + number(6),
                () -> "0.%s".formatted(number(9)));
    }
}
