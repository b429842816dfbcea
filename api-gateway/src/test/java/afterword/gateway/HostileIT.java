// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.contract.Canonical;
import afterword.contract.Canonicaliser;
import afterword.contract.InputLimits;
import afterword.messaging.Message;
import afterword.messaging.Route;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the table of hostile inputs (HostileInputIT in deploy/local) cannot ask of one input: sizes
/// on the edge, headers, many at once.
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

    private static Canonical.Accepted worker(Message message) {
        var canonical = WORKER.canonicalise(message.body(), message.headers(), false);
        assertThat(canonical).isInstanceOf(Canonical.Accepted.class);
        return (Canonical.Accepted) canonical;
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
