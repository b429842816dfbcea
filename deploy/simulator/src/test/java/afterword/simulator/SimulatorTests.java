// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SimulatorTests {

    private final Simulator simulator = Simulator.start(0, SimulatorSettings.instant());
    private final Chat chat = new Chat(simulator);

    @AfterEach
    void close() {
        chat.close();
        simulator.close();
    }

    @Test
    void countsTheUsersQuestions() throws Exception {
        var answer = Json.read(Chat.content(chat.call(Chat.QUESTIONS, false).body()));

        assertThat(answer.path("user_initiated_questions").asInt()).isEqualTo(2);
        assertThat(Json.text(answer.path("questions")))
                .isEqualTo("[\"Why is the sky blue?\",\"你为什么笑？\"]");
    }

    @Test
    void findsTheMood() throws Exception {
        assertThat(Chat.content(chat.call(Chat.EMOTION, false).body()))
                .isEqualTo("{\"session_emotion\":\"interesting\"}");
    }

    @Test
    void keepsWhatTheUserSaidOfThemselves() throws Exception {
        assertThat(Chat.content(chat.call(Chat.MEMORIES, false).body()))
                .isEqualTo(
                        "{\"memories\":[{\"text\":\"I am Anna.\",\"turns\":[2]},"
                                + "{\"text\":\"I have a dog called Rex\",\"turns\":[5]}]}");
    }

    @Test
    void tellsThatItIsNotTheModelItWasAskedFor() throws Exception {
        assertThat(Json.read(chat.call(Chat.QUESTIONS, false).body()).path("model").asString())
                .isEqualTo("glm-4@simulator");
    }

    @Test
    void streamsTheSameAnswerWithUsageAndAnEnd() throws Exception {
        var lines =
                chat.call(Chat.QUESTIONS, true).body().lines().filter(l -> !l.isEmpty()).toList();
        var text = new StringBuilder();
        JsonNode usage = Json.object();
        for (var line : lines.subList(0, lines.size() - 1)) {
            var event = Json.read(line.substring("data: ".length()));
            text.append(event.path("choices").path(0).path("delta").path("content").asString(""));
            usage = event.path("usage");
        }

        assertThat(lines.getLast()).isEqualTo("data: [DONE]");
        assertThat(text).hasToString(Chat.content(chat.call(Chat.QUESTIONS, false).body()));
        assertThat(usage.path("total_tokens").asInt()).isGreaterThan(20);
    }

    @Test
    void showsCallsThatCameTwice() throws Exception {
        chat.call(Chat.QUESTIONS, false);
        chat.call(Chat.QUESTIONS, true);
        chat.call("{\"properties\":{\"mood\":{\"type\":\"string\"}}}", false);
        var counters = simulator.counters().snapshot();

        assertThat(counters.totals()).isEqualTo(new Counters.Totals(3, 3));
        assertThat(counters.repeatedAnswers().distinct()).isEqualTo(2);
        assertThat(counters.repeatedAnswers().extra()).isEqualTo(1);
        assertThat(counters.by().part()).containsEntry("questions", 2L).containsEntry("talk", 1L);
    }

    @Test
    void readsAzureLikePathsAndAnswersPlainTextWithoutSchema() throws Exception {
        var reply =
                chat.send(
                        "POST",
                        "/openai/deployments/gpt-x/chat/completions?api-version=2024-10-21",
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"Who is there?\"}]}");

        assertThat(Json.read(reply.body()).path("model").asString()).isEqualTo("gpt-x@simulator");
        assertThat(Chat.content(reply.body())).contains("1 questions");
    }

    @Test
    void findsTheSchemaInThePromptWhereTheFormatIsOnlyJson() throws Exception {
        var body = Json.object().put("model", "simulator");
        var messages = body.putArray("messages");
        messages.addObject()
                .put("role", "system")
                .put(
                        "content",
                        "Answer {only} with JSON of this schema: " + Chat.EMOTION + " Thanks.");
        messages.addObject().put("role", "user").put("content", "1. [USER]: I am bored, boring!");
        var reply = chat.send("POST", "/v1/chat/completions", Json.text(body));

        assertThat(Chat.content(reply.body())).isEqualTo("{\"session_emotion\":\"boring\"}");
        assertThat(Json.read(reply.body()).path("model").asString()).isEqualTo("simulator");
    }

    @Test
    void obeysTheCallersTokenLimit() throws Exception {
        var reply =
                chat.send(
                        "POST",
                        "/v1/chat/completions",
                        "{\"model\":\"m\",\"max_tokens\":3,\"messages\":[{\"content\":\"Hello\"}]}");

        var choice = Json.read(reply.body()).path("choices").path(0);
        assertThat(choice.path("finish_reason").asString()).isEqualTo("length");
        assertThat(choice.path("message").path("content").asString()).hasSize(12);
    }

    @Test
    void refusesWhatIsNoCallAndWhatItDoesNotKnow() throws Exception {
        assertThat(chat.send("POST", "/v1/chat/completions", "no JSON").statusCode())
                .isEqualTo(400);
        assertThat(chat.send("POST", "/v1/chat/completions", "{}").statusCode()).isEqualTo(400);
        assertThat(chat.send("GET", "/v1/elsewhere", "").statusCode()).isEqualTo(404);
        assertThat(chat.send("PUT", "/simulator/latency", "{\"*\":\"soon\"}").statusCode())
                .isEqualTo(400);
        assertThat(chat.send("PUT", "/simulator/faults", "{\"fault\":\"x\"}").body())
                .contains("RESET_BEFORE");
    }

    @Test
    void takesLatencyAndFaultsOverHttp() throws Exception {
        chat.send(
                "PUT",
                "/simulator/latency",
                "{\"*\":\"1ms\",\"glm-4\":\"lognormal(2ms,0.1,5ms)\"}");
        chat.send(
                "PUT",
                "/simulator/faults",
                """
                [{"fault":"status","status":429,"headers":{"Retry-After":["2","x"]},"times":1}]\
                """);

        var refused = chat.call(Chat.EMOTION, false);
        var answered = chat.call(Chat.EMOTION, false);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().allValues("Retry-After")).containsExactly("2", "x");
        assertThat(answered.statusCode()).isEqualTo(200);
        assertThat(chat.send("GET", "/simulator/faults", "").body()).contains("\"injected\":1");
        assertThat(chat.send("GET", "/simulator/latency", "").body())
                .contains("lognormal(2ms,0.1,5ms)");
        assertThat(chat.send("GET", "/simulator/counters", "").body())
                .contains("\"fault\":{\"STATUS\":1}");
    }

    @Test
    void noticesACallerThatHangsUp() throws Exception {
        simulator.latency("*", Latency.parse("30s"));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port())) {
            socket.getOutputStream().write(Raw.post(Chat.body(Chat.EMOTION, false)));
            Awaitility.await().until(() -> simulator.counters().snapshot().flight().now() == 1);
        }

        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() ->
                        assertThat(simulator.counters().snapshot().flight())
                                .isEqualTo(new Counters.Flight(0, 1, 1)));
    }

    @Test
    void isAwayForAWhileWhenAskedTo() throws Exception {
        var port = simulator.port();
        chat.send("POST", "/simulator/refuse?for=300ms", "");

        Awaitility.await().until(() -> !Raw.connects(port));
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> Raw.connects(port));
        assertThat(chat.call(Chat.EMOTION, false).statusCode()).isEqualTo(200);
    }
}
