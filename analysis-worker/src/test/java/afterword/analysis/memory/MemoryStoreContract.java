// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.memory;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.Settings;
import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.HttpSettings;
import afterword.analysis.llm.JsonHttp;
import afterword.analysis.llm.Reading;
import afterword.contract.Conversation;
import afterword.contract.Role;
import afterword.contract.Turn;
import afterword.simulator.FaultRule;
import afterword.simulator.Simulator;
import afterword.simulator.SimulatorSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every shape of the memory service does, over real HTTP against the simulator.
@Timeout(30)
abstract class MemoryStoreContract {

    final Simulator simulator = Simulator.start(0, SimulatorSettings.instant());
    final JsonHttp http =
            new JsonHttp(Settings.defaults(HttpSettings.class), InstantSource.system());
    private final MemoryStore store = store(URI.create(simulator.baseUrl() + "/"), "key");

    /// The store at an address.
    abstract MemoryStore store(URI base, String apiKey);

    @AfterEach
    void close() {
        http.close();
        simulator.close();
    }

    @Test
    void addsMemoriesAndFindsThemByEvent() throws Exception {
        var first = request("default", "u1", "I love stars.");
        var second = request("default", "u1", "I live in Kyiv.");
        assertThat(memories(first, store.find(first))).isEmpty();
        assertThat(memories(first, store.add(first))).containsExactly("I love stars.");
        assertThat(memories(second, store.add(second))).containsExactly("I live in Kyiv.");
        assertThat(memories(first, store.find(first))).containsExactly("I love stars.");
    }

    @Test
    void keepsUsersOfTenantsApart() throws Exception {
        var ours = request("default", "u1", "I love stars.");
        store.add(ours);
        var theirs =
                new MemoryRequest("other", ours.eventId(), ours.conversation(), ours.timeout());
        assertThat(memories(theirs, store.find(theirs))).isEmpty();
    }

    @Test
    void failuresOfTheServiceAreItsOwn() throws Exception {
        simulator.faults(FaultRule.status(503, "").part("memory"));
        var request = request("default", "u1", "I love stars.");
        assertThat(((CallEnd.Broken) store.add(request)).why()).isEqualTo(CallClass.SERVER_ERROR);
        assertThat(((CallEnd.Broken) store.find(request)).why()).isEqualTo(CallClass.SERVER_ERROR);
    }

    @Test
    void takesWhatWasAddedOrUpdatedOnly() {
        var body =
                """
                {"results": [{"id": "1", "memory": "a", "event": "ADD"}, {"id": "2", "memory": "b", "event": "UPDATE"},
                             {"id": "3", "memory": "c", "event": "DELETE"}, {"id": "4", "memory": "d", "event": "NONE"}]}
                """;
        assertThat(texts(store.read(UUID.randomUUID(), body.getBytes(StandardCharsets.UTF_8))))
                .containsExactly("a", "b");
    }

    @Test
    void whatIsNoReplyIsTheProvidersFault() {
        for (var body : List.of("", "{}", "[]", "<html>")) {
            assertThat(store.read(UUID.randomUUID(), body.getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(new Reading.Unusable(CallClass.NOT_A_REPLY, Reading.Usage.UNKNOWN));
        }
    }

    List<String> memories(MemoryRequest request, CallEnd end) {
        return texts(store.read(request.eventId(), ((CallEnd.Replied) end).body()));
    }

    static List<String> texts(Reading reading) {
        return ((Reading.Answer) reading)
                .json()
                .path("memories")
                .valueStream()
                .map(memory -> memory.path("text").asString())
                .toList();
    }

    static MemoryRequest request(String tenant, String user, String said) {
        var turn = new Turn(Role.USER, said, Instant.EPOCH);
        var conversation =
                new Conversation(
                        "c", user, null, null, null, null, Instant.EPOCH, List.of(turn), null);
        return new MemoryRequest(tenant, UUID.randomUUID(), conversation, Duration.ofSeconds(10));
    }
}
