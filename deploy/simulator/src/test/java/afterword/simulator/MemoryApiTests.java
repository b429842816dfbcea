// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryApiTests {

    private static final String ADDITION =
            """
            {"user_id":"u1","metadata":{"event_id":"e1"},"messages":[
             {"role":"user","content":"I love chess"},{"role":"assistant","content":"I am glad"}]}\
            """;

    private final Simulator simulator = Simulator.start(0, SimulatorSettings.instant());
    private final Chat chat = new Chat(simulator);

    @AfterEach
    void close() {
        chat.close();
        simulator.close();
    }

    @Test
    void selfHostedAdditionsAreFoundByTheirEvent() throws Exception {
        var added = chat.send("POST", "/memories", ADDITION).body();
        var found =
                chat.send(
                                "POST",
                                "/search",
                                """
                                {"query":"chess","filters":{"user_id":"u1","metadata":{"event_id":"e1"}}}\
                                """)
                        .body();
        var none =
                chat.send(
                                "POST",
                                "/search",
                                """
                                {"query":"chess","filters":{"user_id":"u1","metadata":{"event_id":"e2"}}}\
                                """)
                        .body();

        assertThat(Json.read(added).path("results").path(0).path("memory").asString())
                .isEqualTo("I love chess");
        assertThat(Json.read(found).path("results").size()).isEqualTo(1);
        assertThat(none).isEqualTo("{\"results\":[]}");
    }

    @Test
    void hostedAdditionsArePendingFirst() throws Exception {
        var queued = Json.read(chat.send("POST", "/v3/memories/add/", ADDITION).body());
        var event = "/v1/event/" + queued.path("event_id").asString() + "/";

        assertThat(queued.path("status").asString()).isEqualTo("PENDING");
        assertThat(chat.send("GET", event, "").body()).contains("PENDING");
        assertThat(chat.send("GET", event, "").body()).contains("PENDING");
        assertThat(chat.send("GET", event, "").body()).contains("SUCCEEDED", "I love chess");
    }

    @Test
    void faultsOfTheMemoryApiHaveTheirOwnPart() throws Exception {
        simulator.faults(FaultRule.status(500, "").part("memory"));

        assertThat(chat.send("POST", "/memories", ADDITION).statusCode()).isEqualTo(500);
        assertThat(chat.call(Chat.EMOTION, false).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesAdditionsOfNobody() throws Exception {
        assertThat(chat.send("POST", "/memories", "{\"messages\":[]}").statusCode()).isEqualTo(400);
        assertThat(chat.send("POST", "/memories", "[").statusCode()).isEqualTo(422);
    }
}
