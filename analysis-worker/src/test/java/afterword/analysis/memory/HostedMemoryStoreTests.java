// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.memory;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.RawServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostedMemoryStoreTests extends MemoryStoreContract {

    private static final String PENDING = "{\"event_id\": \"e-1\", \"status\": \"PENDING\"}";
    private static final String CLOSE = "Connection: close\r\n";
    private static final String NOTHING = "{\"count\": 0, \"results\": []}";

    @Override
    MemoryStore store(URI base, String apiKey) {
        return new HostedMemoryStore(base, apiKey, http, 1);
    }

    @Test
    void sendsItsKeyAsAToken() throws Exception {
        var refused = store(URI.create(simulator.baseUrl()), "");
        var end = refused.add(request("default", "u1", "I love stars."));
        assertThat(((CallEnd.Broken) end).why()).isEqualTo(CallClass.AUTH);
    }

    @Test
    void anAdditionThatFailedIsTheProvidersFault() throws Exception {
        try (var server = new Script(NOTHING, "{\"status\": \"FAILED\", \"error\": \"x\"}")) {
            var end = server.store.add(request("default", "u1", "I love stars."));
            assertThat(((CallEnd.Broken) end).why()).isEqualTo(CallClass.SERVER_ERROR);
        }
    }

    @Test
    void whatIsQueuedAtTheTimeoutIsAskedAfterAndNotAddedAgain() throws Exception {
        try (var server = new Script(NOTHING, PENDING)) {
            var request = briefly(request("default", "u1", "I love stars."));
            var end = server.store.add(request);
            assertThat(((CallEnd.Broken) end).why()).isEqualTo(CallClass.STALLED);
            assertThat(end.latency()).isLessThan(Duration.ofSeconds(10));

            var still = server.store.find(request);
            assertThat(((CallEnd.Broken) still).why()).isEqualTo(CallClass.STALLED);
            server.event =
                    "{\"status\": \"SUCCEEDED\", \"results\": [{\"event\": \"ADD\", \"data\": {\"memory\": \"a\"}}]}";
            assertThat(memories(request, server.store.find(request))).containsExactly("a");
            assertThat(server.additions.get()).isEqualTo(1);
        }
    }

    @Test
    void aLookThatFailsIsRepeated() throws Exception {
        try (var server = new Script(NOTHING, "{\"status\": \"SUCCEEDED\", \"results\": []}")) {
            server.brokenLooks.set(2);
            var request = request("default", "u1", "I love stars.");
            assertThat(memories(request, server.store.add(request))).isEmpty();
            assertThat(server.brokenLooks.get()).isNegative();
        }
    }

    @ParameterizedTest
    @CsvSource({"NOT_A_REPLY, <html>", "NOT_A_REPLY, '{\"status\": \"DANCING\"}'"})
    void whatIsNoReplyEndsTheCall(CallClass why, String event) throws Exception {
        try (var server = new Script(NOTHING, event)) {
            var end = server.store.add(request("default", "u1", "I love stars."));
            assertThat(((CallEnd.Broken) end).why()).isEqualTo(why);
        }
    }

    /// Verbatim storage is answered at once, with results in the reply itself.
    @Test
    void anAdditionThatIsDoneAtOnceIsNotAskedAfter() {
        var body =
                "{\"results\": [{\"id\": \"1\", \"data\": {\"memory\": \"a\"}, \"event\": \"ADD\"}]}";
        var request = request("default", "u1", "I love stars.");
        assertThat(
                        memories(
                                request,
                                new CallEnd.Replied(
                                        body.getBytes(StandardCharsets.UTF_8), Duration.ZERO)))
                .isEqualTo(List.of("a"));
    }

    private static MemoryRequest briefly(MemoryRequest request) {
        return new MemoryRequest(
                request.tenant(),
                request.eventId(),
                request.conversation(),
                Duration.ofMillis(900));
    }

    /// A platform whose list and event say what a test wants.
    private final class Script implements AutoCloseable {

        private final AtomicInteger additions = new AtomicInteger();
        private final AtomicInteger brokenLooks = new AtomicInteger();
        private final RawServer server;
        private final MemoryStore store;
        private volatile String event; // written by the test, read by the server

        Script(String list, String event) throws IOException {
            this.event = event;
            this.server =
                    new RawServer(wire -> {
                        var line = wire.requestLine();
                        if (line.contains("/v3/memories/add/")) {
                            additions.incrementAndGet();
                            wire.reply("200 OK", CLOSE, PENDING);
                        } else if (line.contains("/v1/event/e-1/")) {
                            look(wire);
                        } else {
                            wire.reply("200 OK", CLOSE, list);
                        }
                    });
            this.store = store(server.uri().resolve("/"), "key");
        }

        private void look(RawServer.Wire wire) throws IOException {
            if (brokenLooks.getAndDecrement() > 0) {
                wire.reply("502 Bad Gateway", CLOSE, "");
            } else {
                wire.reply("200 OK", CLOSE, event);
            }
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
