// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.contract.Canonical;
import afterword.contract.Canonicaliser;
import afterword.contract.InputLimits;
import afterword.messaging.Message;
import afterword.messaging.Route;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Hostile bodies through HTTP: a clear refusal that repeats nothing, or an accepted event whose
/// published bytes canonicalise to themselves. Never a 5xx. The groups are those of the reliability
/// programme (J-01 to J-16); J-17 and J-18 have other doors.
class HostileIT {

    private static final Canonicaliser WORKER =
            new Canonicaliser(InstantSource.system(), InputLimits.DEFAULT);

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.alone();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /// A conversation whose user says `text`, which stands in the JSON as it is.
    private static byte[] saying(String text) {
        return ("{\"conversation_id\":\"c\",\"user_id\":\"u\",\"end_time\":\"2025-11-26T10:20:00Z\","
                        + "\"conversation_log\":[{\"role\":\"user\",\"content\":\"canary "
                        + text
                        + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /// A conversation with one more field at its top.
    private static byte[] with(String field) {
        return new String(saying("x"), StandardCharsets.UTF_8)
                .replaceFirst("\\{", java.util.regex.Matcher.quoteReplacement("{" + field + ","))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] withId(String id) {
        return new String(saying("x"), StandardCharsets.UTF_8)
                .replace("\"c\"", "\"" + id + "\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ending(String time) {
        return new String(saying("x"), StandardCharsets.UTF_8)
                .replace("2025-11-26T10:20:00Z", time)
                .getBytes(StandardCharsets.UTF_8);
    }

    /// Raw bytes in the middle of a text.
    private static byte[] sayingBytes(int... bytes) {
        var body = new ByteArrayOutputStream();
        var around = new String(saying("\u0001"), StandardCharsets.UTF_8).split("\u0001", -1);
        body.writeBytes(around[0].getBytes(StandardCharsets.UTF_8));
        for (int one : bytes) {
            body.write(one);
        }
        body.writeBytes(around[1].getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    private static byte[] nested(int depth, boolean objects) {
        var open = objects ? "{\"a\":" : "[";
        var close = objects ? "}" : "]";
        return with("\"deep\":" + open.repeat(depth) + "1" + close.repeat(depth));
    }

    private static byte[] turns(int count, int characters) {
        var turn = "{\"role\":\"user\",\"content\":\"" + "a".repeat(characters) + "\"}";
        return ("{\"conversation_id\":\"c\",\"user_id\":\"u\",\"end_time\":\"2025-11-26T10:20:00Z\","
                        + "\"conversation_log\":["
                        + String.join(",", java.util.Collections.nCopies(count, turn))
                        + "]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] keys(int count) {
        var fields = new StringBuilder();
        for (int i = 0; i < count; i++) {
            fields.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":1");
        }
        return with(fields.toString());
    }

    static Stream<Arguments> accepted() {
        return Stream.of(
                Arguments.of("J-01 escaped NUL in text", saying("\\u0000")),
                Arguments.of("J-01 escaped NUL in a key", with("\"a\\u0000b\":1")),
                Arguments.of("J-02 escaped backslash before u0000", saying("\\\\u0000")),
                Arguments.of("J-03 lone high surrogate", saying("\\ud83d")),
                Arguments.of("J-03 lone low surrogate", saying("\\ude00")),
                Arguments.of("J-03 swapped pair", saying("\\ude00\\ud83d")),
                Arguments.of("J-06 metadata 8 deep", nested(7, true)),
                Arguments.of("J-07 emoji", saying("😀".repeat(5_000))),
                Arguments.of(
                        "J-08 large numbers in metadata", with("\"n\":[1e400,1e999999999,-0]")),
                Arguments.of(
                        "J-08 exact numbers in metadata",
                        with("\"n\":[9007199254740993,12345678901234567890.123456789]")),
                Arguments.of("J-09 number that would grow", with("\"n\":{\"a\":1e100000}")),
                Arguments.of("J-10 body at the limit", padded(1 << 20)),
                Arguments.of("J-11 2,000 turns", turns(2_000, 20)),
                Arguments.of("J-11 a turn of 32 kB", turns(1, 32 * 1024)),
                Arguments.of("J-12 byte order mark", bom(saying("x"))),
                Arguments.of(
                        "J-13 keys of the same hash",
                        with("\"AaAa\":1,\"BBBB\":2,\"AaBB\":3,\"BBAa\":4")),
                Arguments.of(
                        "J-13 names with a meaning elsewhere",
                        with(
                                "\"__proto__\":{\"x\":1},\"@type\":\"java.lang.Runtime\",\"@class\":\"x\","
                                        + "\"constructor\":1")),
                Arguments.of("J-14 bidi override", saying("\u202Eabc\u202C")),
                Arguments.of("J-14 zero width", saying("a\u200Bb\uFEFFc")),
                Arguments.of("J-14 tag block", saying("\uDB40\uDC41\uDB40\uDC42")),
                Arguments.of("J-14 combining marks", saying("a" + "\u0301".repeat(10_000))),
                Arguments.of("J-14 escaped terminal codes", saying("\\u001b[31mred\\u0007")),
                Arguments.of("J-15 allowed id", withId("A.b_c:d@e+f-1")),
                Arguments.of("J-16 no zone", ending("2025-11-26T10:20:00")),
                Arguments.of("J-16 nanoseconds", ending("2025-11-26T10:20:00.123456789+14:00")));
    }

    private static byte[] bom(byte[] body) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
        out.writeBytes(body);
        return out.toByteArray();
    }

    private static byte[] padded(int size) {
        var body = java.util.Arrays.copyOf(saying("x"), size);
        java.util.Arrays.fill(body, saying("x").length, size, (byte) '\n');
        return body;
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("J-01 raw NUL", 400, sayingBytes(0)),
                Arguments.of("J-03 lone surrogate in a key", 400, with("\"\\ud83d\":1")),
                Arguments.of("J-04 overlong slash", 400, sayingBytes(0xC0, 0xAF)),
                Arguments.of("J-04 CESU surrogate", 400, sayingBytes(0xED, 0xA0, 0x80)),
                Arguments.of("J-04 truncated sequence", 400, sayingBytes(0xE2, 0x82)),
                Arguments.of("J-04 beyond Unicode", 400, sayingBytes(0xF5, 0x80, 0x80, 0x80)),
                Arguments.of("J-04 lone continuation", 400, sayingBytes(0x80)),
                Arguments.of("J-05 duplicate field", 400, with("\"user_id\":\"v\"")),
                Arguments.of(
                        "J-05 duplicate key in metadata", 400, with("\"m\":{\"a\":1,\"a\":2}")),
                Arguments.of("J-06 metadata 9 deep", 422, nested(8, true)),
                Arguments.of("J-06 33 deep", 400, nested(33, false)),
                Arguments.of("J-06 499 deep", 400, nested(499, false)),
                Arguments.of("J-06 501 deep", 400, nested(501, true)),
                Arguments.of("J-06 100,000 deep", 400, nested(100_000, false)),
                Arguments.of(
                        "J-08 number of 1,001 digits", 400, with("\"n\":" + "9".repeat(1_001))),
                Arguments.of("J-08 number as id", 422, with("\"bot_id\":1e400")),
                Arguments.of("J-10 one byte too many", 413, padded((1 << 20) + 1)),
                Arguments.of("J-11 100,000 keys", 422, keys(60_000)),
                Arguments.of("J-11 2,001 turns", 422, turns(2_001, 1)),
                Arguments.of("J-11 10,000 turns", 422, turns(10_000, 1)),
                Arguments.of("J-11 turn of 900 kB", 422, turns(1, 900_000)),
                Arguments.of("J-11 name of 50 kB", 400, with("\"" + "a".repeat(50_000) + "\":1")),
                Arguments.of(
                        "J-12 trailing token",
                        400,
                        (new String(saying("x"), StandardCharsets.UTF_8) + "1")
                                .getBytes(StandardCharsets.UTF_8)),
                Arguments.of("J-12 trailing comma", 400, with("\"a\":[1,]")),
                Arguments.of("J-12 NaN", 400, with("\"a\":NaN")),
                Arguments.of("J-12 comment", 400, with("/* canary */\"a\":1")),
                Arguments.of("J-12 single quotes", 400, with("'a':1")),
                Arguments.of("J-12 raw control character", 400, saying("\u0007")),
                Arguments.of("J-12 raw line break in a text", 400, saying("\n")),
                Arguments.of("J-12 leading zero", 400, with("\"a\":01")),
                Arguments.of("J-12 hexadecimal", 400, with("\"a\":0x1")),
                Arguments.of(
                        "J-12 UTF-16",
                        400,
                        new String(saying("x"), StandardCharsets.UTF_8)
                                .getBytes(StandardCharsets.UTF_16)),
                Arguments.of(
                        "J-12 UTF-32",
                        400,
                        new String(saying("x"), StandardCharsets.UTF_8)
                                .getBytes(java.nio.charset.Charset.forName("UTF-32"))),
                Arguments.of("J-12 empty", 400, new byte[0]),
                Arguments.of("J-12 white space", 400, "  \n".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("J-12 only a number", 400, "1".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("J-12 cut off", 400, java.util.Arrays.copyOf(saying("x"), 80)),
                Arguments.of(
                        "J-13 serialised Java",
                        400,
                        new byte[] {(byte) 0xAC, (byte) 0xED, 0, 5, 's', 'r', 0, 1}),
                Arguments.of("J-13 gzip", 400, new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0}),
                Arguments.of("J-15 slash", 422, withId("canary/x")),
                Arguments.of("J-15 dots", 422, withId("..")),
                Arguments.of("J-15 dot", 422, withId(".")),
                Arguments.of("J-15 percent", 422, withId("canary%00")),
                Arguments.of("J-15 line break", 422, withId("canary\\r\\nX-Injected: 1")),
                Arguments.of("J-15 4 kB", 422, withId("a".repeat(4_096))),
                Arguments.of("J-15 129 characters", 422, withId("a".repeat(129))),
                Arguments.of("J-15 empty", 422, withId("")),
                Arguments.of("J-15 SQL", 422, withId("canary'; drop table x; --")),
                Arguments.of("J-15 LDAP", 422, withId("canary*)(uid=*")),
                Arguments.of("J-15 JSONPath", 422, withId("$..canary")),
                Arguments.of("J-15 Cyrillic", 422, withId("\u0441")),
                Arguments.of("J-16 year -1", 422, ending("-0001-01-01T00:00:00Z")),
                Arguments.of("J-16 year 1999", 422, ending("1999-12-31T23:59:59Z")),
                Arguments.of("J-16 far future", 422, ending("+292278994-08-17T07:12:55Z")),
                Arguments.of("J-16 in 2 years", 422, ending("2999-01-01T00:00:00Z")),
                Arguments.of("J-16 leap second", 422, ending("2016-12-31T23:59:60Z")),
                Arguments.of("J-16 30 February", 422, ending("2025-02-30T00:00:00Z")),
                Arguments.of("J-16 number", 422, ending("1764152400")),
                Arguments.of("J-16 offset of a day", 422, ending("2025-11-26T10:20:00+24:00")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void accepted(String name, byte[] body) {
        long start = System.nanoTime();
        var reply = gateway.post(TestGateway.CONVERSATION, body);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(reply.status()).as(name + " " + reply.body()).isEqualTo(202);
        var message = gateway.broker().published(Route.CONVERSATION_ENDED).getLast();
        assertThat(worker(message).body()).as(name).isEqualTo(message.body());
        assertThat(worker(message).conversation().turns())
                .noneMatch(turn -> turn.text().indexOf('\0') >= 0);
    }

    private static Canonical.Accepted worker(Message message) {
        var canonical = WORKER.canonicalise(message.body(), message.headers(), false);
        assertThat(canonical).isInstanceOf(Canonical.Accepted.class);
        return (Canonical.Accepted) canonical;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(String name, int status, byte[] body) {
        long start = System.nanoTime();
        var reply = gateway.post(TestGateway.CONVERSATION, body);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(reply.status()).as(name + " " + reply.body()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.body())
                .doesNotContainIgnoringCase("canary")
                .doesNotContain("Exception", "org.", "tools.jackson", "SQL", "X-Injected");
        assertThat(reply.body().length()).isLessThan(8_000);
    }

    /// What is accepted here must be accepted by the event-worker: canonical bytes are longer than
    /// what came, since every turn gets its time.
    @Test
    void neverPublishesMoreThanTheWorkerTakes() {
        for (int characters = 440; characters < 530; characters += 4) {
            var body = turns(2_000, characters);
            var reply = gateway.post(TestGateway.CONVERSATION, body);
            assertThat(reply.status()).as(characters + " " + body.length).isIn(202, 413);
            if (reply.status() == 202) {
                worker(gateway.broker().published(Route.CONVERSATION_ENDED).getLast());
            }
        }
    }

    @Test
    void ignoresHeadersThatMeanSomethingElsewhere() {
        var reply =
                gateway.post(
                        TestGateway.CONVERSATION,
                        saying("x"),
                        "__TypeId__",
                        "java.lang.Runtime",
                        "X-HTTP-Method-Override",
                        "DELETE",
                        "X-Forwarded-Host",
                        "canary.example",
                        "ce-id",
                        "canary");
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.header("Location")).startsWith("/v1/events/");
        assertThat(
                        gateway.broker()
                                .published(Route.CONVERSATION_ENDED)
                                .getLast()
                                .headers()
                                .keySet())
                .containsExactlyInAnyOrder(
                        "afterword-tenant",
                        "afterword-accepted-at",
                        "afterword-channel",
                        "afterword-number");
    }

    @Test
    void survivesManyAtOnce() {
        var bodies = List.of(nested(100_000, false), turns(2_000, 400), saying("x"), keys(50_000));
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            var replies =
                    java.util.stream.IntStream.range(0, 200)
                            .mapToObj(i ->
                                    threads.submit(() ->
                                            gateway.send(
                                                    HttpRequest.newBuilder(
                                                                    gateway.uri(
                                                                            TestGateway
                                                                                    .CONVERSATION))
                                                            .header(
                                                                    "Content-Type",
                                                                    "application/json")
                                                            .POST(
                                                                    BodyPublishers.ofByteArray(
                                                                            bodies.get(i % 4))))))
                            .toList();
            var statuses = new java.util.TreeMap<Integer, Integer>();
            for (var reply : replies) {
                statuses.merge(resolve(reply), 1, Integer::sum);
            }
            assertThat(statuses).isEqualTo(Map.of(202, 100, 400, 50, 422, 50));
        }
    }

    private static int resolve(java.util.concurrent.Future<TestGateway.Reply> reply) {
        try {
            return reply.get().status();
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
