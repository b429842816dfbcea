// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A caller of the simulator.
final class Chat implements AutoCloseable {

    static final String TALK =
            """
            <<f00>>
            1. [BOT]: Hello! How are you?
            2. [USER]: I am Anna. Why is the sky blue?
            3. [BOT]: Rayleigh scattering.
            4. [USER]: wow, that is interesting! 你为什么笑？
            5. [USER]: I have a dog called Rex
            <<f00>>\
            """;

    static final String QUESTIONS =
            """
            {"type":"object","additionalProperties":false,
             "required":["user_initiated_questions","questions"],
             "properties":{"user_initiated_questions":{"type":"integer","minimum":0},
                           "questions":{"type":"array","items":{"type":"string"}}}}\
            """;

    static final String EMOTION =
            """
            {"type":"object","additionalProperties":false,"required":["session_emotion"],
             "properties":{"session_emotion":{"type":"string",
               "enum":["interesting","boring","neutral","angry","happy","sad"]}}}\
            """;

    static final String MEMORIES =
            """
            {"type":"object","additionalProperties":false,"required":["memories"],"properties":
             {"memories":{"type":"array","items":{"type":"object","additionalProperties":false,
               "required":["text","turns"],"properties":{"text":{"type":"string"},
               "turns":{"type":"array","items":{"type":"integer"}}}}}}}\
            """;

    private final Simulator simulator;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();

    Chat(Simulator simulator) {
        this.simulator = simulator;
    }

    HttpResponse<String> call(String schema, boolean stream)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(
                                URI.create(simulator.baseUrl() + "/api/paas/v4/chat/completions"))
                        .timeout(Duration.ofSeconds(20))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body(schema, stream)))
                        .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /// @param headers names and values in turn
    HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(simulator.baseUrl() + path))
                        .timeout(Duration.ofSeconds(20))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        for (int at = 0; at < headers.length; at += 2) {
            request.header(headers[at], headers[at + 1]);
        }
        return client.send(
                request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    static byte[] body(String schema, boolean stream) {
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
        return Json.write(body);
    }

    static String content(String reply) {
        return Json.read(reply).path("choices").path(0).path("message").path("content").asString();
    }

    @Override
    public void close() {
        client.close();
    }
}
