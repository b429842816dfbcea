// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SimulatorTests {

    private static final String TALK =
            """
            <<f00>>
            1. [BOT]: Hello! How are you?
            2. [USER]: I am Anna. Why is the sky blue?
            3. [BOT]: Rayleigh scattering.
            4. [USER]: wow, that is interesting! 你为什么笑？
            5. [USER]: I have a dog called Rex
            <<f00>>\
            """;

    private static final String QUESTIONS =
            """
            {"type":"object","additionalProperties":false,
             "required":["user_initiated_questions","questions"],
             "properties":{"user_initiated_questions":{"type":"integer","minimum":0},
                           "questions":{"type":"array","items":{"type":"string"}}}}\
            """;

    private final Simulator simulator = Simulator.start(0, SimulatorSettings.instant());
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        client.close();
        simulator.close();
    }

    @Test
    void countsTheUsersQuestions() throws Exception {
        var answer = Json.read(content(call(QUESTIONS, false)));

        assertThat(answer.path("user_initiated_questions").asInt()).isEqualTo(2);
        assertThat(Json.text(answer.path("questions")))
                .isEqualTo("[\"Why is the sky blue?\",\"你为什么笑？\"]");
    }

    @Test
    void findsTheMood() throws Exception {
        var schema =
                """
                {"type":"object","required":["session_emotion"],"properties":{"session_emotion":
                 {"type":"string","enum":["interesting","boring","neutral","angry","happy","sad"]}}}\
                """;

        assertThat(content(call(schema, false))).isEqualTo("{\"session_emotion\":\"interesting\"}");
    }

    @Test
    void keepsWhatTheUserSaidOfThemselves() throws Exception {
        var schema =
                """
                {"type":"object","required":["memories"],"properties":{"memories":{"type":"array",
                 "items":{"type":"object","required":["text","turns"],"properties":
                 {"text":{"type":"string"},"turns":{"type":"array","items":{"type":"integer"}}}}}}}\
                """;

        assertThat(content(call(schema, false)))
                .isEqualTo(
                        "{\"memories\":[{\"text\":\"I am Anna.\",\"turns\":[2]},"
                                + "{\"text\":\"I have a dog called Rex\",\"turns\":[5]}]}");
    }

    @Test
    void tellsThatItIsNotTheModelItWasAskedFor() throws Exception {
        assertThat(Json.read(call(QUESTIONS, false)).path("model").asString())
                .isEqualTo("glm-4@simulator");
    }

    @Test
    void streamsTheSameAnswerWithUsageAndAnEnd() throws Exception {
        var lines = call(QUESTIONS, true).lines().filter(line -> !line.isEmpty()).toList();
        var text = new StringBuilder();
        JsonNode usage = Json.object();
        for (var line : lines.subList(0, lines.size() - 1)) {
            var event = Json.read(line.substring("data: ".length()));
            text.append(event.path("choices").path(0).path("delta").path("content").asString(""));
            usage = event.path("usage");
        }

        assertThat(lines.getLast()).isEqualTo("data: [DONE]");
        assertThat(text).hasToString(content(call(QUESTIONS, false)));
        assertThat(usage.path("total_tokens").asInt()).isGreaterThan(20);
    }

    @Test
    void showsCallsThatCameTwice() throws Exception {
        call(QUESTIONS, false);
        call(QUESTIONS, true);
        call("{\"properties\":{\"mood\":{\"type\":\"string\"}}}", false);
        var counters = simulator.counters().snapshot();

        assertThat(counters.totals()).isEqualTo(new Counters.Totals(3, 3));
        assertThat(counters.repeatedAnswers().distinct()).isEqualTo(2);
        assertThat(counters.repeatedAnswers().extra()).isEqualTo(1);
        assertThat(counters.by().part()).containsEntry("questions", 2L).containsEntry("talk", 1L);
    }

    private String call(String schema, boolean stream) throws Exception {
        var body = Json.object().put("model", "glm-4").put("stream", stream);
        body.putObject("stream_options").put("include_usage", true);
        var messages = body.putArray("messages");
        messages.addObject().put("role", "system").put("content", "Answer by the schema.");
        messages.addObject().put("role", "user").put("content", TALK);
        body.putObject("response_format")
                .put("type", "json_schema")
                .putObject("json_schema")
                .put("name", "talk")
                .set("schema", Json.read(schema));
        var request =
                HttpRequest.newBuilder(
                                URI.create(simulator.baseUrl() + "/api/paas/v4/chat/completions"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(body)))
                        .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .body();
    }

    private static String content(String reply) {
        return Json.read(reply).path("choices").path(0).path("message").path("content").asString();
    }
}
