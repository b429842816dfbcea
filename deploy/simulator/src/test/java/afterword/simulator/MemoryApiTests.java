// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryApiTests {

    private static final String ADDITION =
            """
            {"user_id":"u1","metadata":{"event_id":"e1"},"messages":[
             {"role":"user","content":"I love chess"},{"role":"assistant","content":"I am glad"}]}\
            """;

    private static final String OF_EVENT =
            """
            {"filters":{"AND":[{"user_id":"u1"},{"metadata":{"event_id":"e1"}}]}}\
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
                                {"query":"chess","filters":{"user_id":"u1","event_id":"e2"}}\
                                """)
                        .body();

        assertThat(Json.read(added).path("results").path(0).path("memory").asString())
                .isEqualTo("I love chess");
        assertThat(Json.read(found).path("results").size()).isEqualTo(1);
        assertThat(none).isEqualTo("{\"results\":[]}");
    }

    @Test
    void hostedAdditionsArePendingFirstAndNotFound() throws Exception {
        var queued = Json.read(hosted("POST", "/v3/memories/add/", ADDITION));
        var event = "/v1/event/" + queued.path("event_id").asString() + "/";

        assertThat(queued.path("status").asString()).isEqualTo("PENDING");
        assertThat(hosted("GET", event, "")).contains("PENDING");
        assertThat(hosted("POST", "/v3/memories/", OF_EVENT)).contains("\"count\":0");
        assertThat(hosted("GET", event, "")).contains("RUNNING");
        assertThat(hosted("GET", event, "")).contains("SUCCEEDED", "I love chess");
        assertThat(hosted("POST", "/v3/memories/", OF_EVENT))
                .contains("\"count\":1", "\"memory\":\"I love chess\"", "\"event_id\":\"e1\"");
        assertThat(hosted("POST", "/v3/memories/", OF_EVENT.replace("e1", "e2")))
                .contains("\"count\":0");
        assertThat(
                        hosted(
                                "POST",
                                "/v3/memories/search/",
                                "{\"query\":\"chess\",\"filters\":{\"user_id\":\"u1\"}}"))
                .contains("I love chess", "score");
    }

    @Test
    void hostedShapeIsAsStrictAsTheOriginal() throws Exception {
        assertThat(chat.send("POST", "/v3/memories/add/", ADDITION).statusCode()).isEqualTo(401);
        for (var bad :
                new String[] {
                    "{\"user_id\":\"u1\",\"filters\":{\"user_id\":\"u1\"}}",
                    "{\"filters\":{\"metadata\":{\"event_id\":\"e1\"}}}",
                    "{\"filters\":{\"user_id\":\"u1\",\"event_id\":\"e1\"}}"
                }) {
            assertThat(send("POST", "/v3/memories/", bad).statusCode()).as(bad).isEqualTo(400);
        }
        assertThat(send("GET", "/v1/event/none/", "").statusCode()).isEqualTo(404);
    }

    private String hosted(String method, String path, String body) throws Exception {
        return send(method, path, body).body();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return chat.send(method, path, body, "Authorization", "Token k");
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
