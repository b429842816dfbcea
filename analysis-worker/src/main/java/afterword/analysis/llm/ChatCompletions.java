// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A model behind an OpenAI-compatible chat completions endpoint, spoken to as its provider's
/// profile says.
final class ChatCompletions implements LanguageModel {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final String provider;
    private final String model;
    private final Profile profile;
    private final URI uri;
    private final Map<String, String> headers;
    private final boolean stream;
    private final JsonHttp http;
    private final JsonLadder ladder;

    /// @param stream whether replies are asked for as a stream
    ChatCompletions(
            String provider,
            LlmSettings.Endpoint endpoint,
            Profile profile,
            boolean stream,
            JsonHttp http) {
        this.provider = provider;
        this.model = endpoint.model();
        this.profile = profile;
        this.uri = profile.uri(endpoint.baseUrl(), endpoint.model());
        this.headers = profile.headers(endpoint.apiKey());
        this.stream = stream;
        this.http = http;
        this.ladder = new JsonLadder(profile.body().json());
    }

    @Override
    public String provider() {
        return provider;
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public CallEnd call(Prompt prompt) throws InterruptedException {
        var all = new LinkedHashMap<>(headers);
        var mode = ladder.mode();
        all.put("Idempotency-Key", prompt.repeatKey() + "-" + mode.name().toLowerCase(Locale.ROOT));
        var end =
                http.post(
                        new JsonHttp.Post(
                                uri, all, body(prompt, mode), prompt.timeout(), profile.errors()));
        boolean refused =
                end instanceof CallEnd.Broken(var why, _, _) && why == CallClass.FORMAT_REFUSED;
        return refused && !ladder.refused(mode)
                ? new CallEnd.Broken(CallClass.REJECTED, null, end.latency())
                : end;
    }

    @Override
    public Reading read(byte[] body) {
        return ChatReply.read(body, profile.errors());
    }

    /// Temperature 0: the same conversation is to give the same answer as far as a model can.
    byte[] body(Prompt prompt, JsonMode mode) {
        var body = JsonNodeFactory.instance.objectNode();
        put("model", field -> body.put(field, model));
        messages(body.putArray("messages"), prompt, mode);
        put("temperature", field -> body.put(field, 0));
        put("max_tokens", field -> body.put(field, prompt.maxTokens()));
        put("response_format", field -> format(body, field, prompt, mode));
        if (stream) {
            body.put("stream", true);
            if (profile.body().streamUsage()) {
                put("stream_options", field -> body.putObject(field).put("include_usage", true));
            }
        }
        body.setAll(profile.body().add());
        return JSON.writeValueAsBytes(body);
    }

    /// Puts a parameter under the provider's name for it, or not at all.
    private void put(String parameter, Consumer<String> as) {
        if (!profile.body().drop().contains(parameter)) {
            as.accept(profile.body().rename().getOrDefault(parameter, parameter));
        }
    }

    private static void messages(ArrayNode messages, Prompt prompt, JsonMode mode) {
        messages.addObject().put("role", "system").put("content", system(prompt, mode));
        messages.addObject().put("role", "user").put("content", prompt.user());
        var repair = prompt.repair();
        if (repair != null) {
            messages.addObject().put("role", "assistant").put("content", repair.said());
            messages.addObject()
                    .put("role", "user")
                    .put(
                            "content",
                            "Your answer cannot be used: "
                                    + String.join("; ", repair.rules())
                                    + ". Say the same once more as one JSON object that fits the"
                                    + " schema, and nothing else.");
        }
    }

    /// Where the provider does not hold the model to the schema, the prompt asks for it.
    private static String system(Prompt prompt, JsonMode mode) {
        return mode == JsonMode.JSON_SCHEMA
                ? prompt.system()
                : prompt.system()
                        + "\n\nThe JSON object has to fit this JSON Schema:\n"
                        + JSON.writeValueAsString(prompt.schema());
    }

    private static void format(ObjectNode body, String field, Prompt prompt, JsonMode mode) {
        switch (mode) {
            case JSON_SCHEMA ->
                    body.putObject(field)
                            .put("type", "json_schema")
                            .putObject("json_schema")
                            .put("name", prompt.schemaName())
                            .put("strict", true)
                            .set("schema", prompt.schema());
            case JSON_OBJECT -> body.putObject(field).put("type", "json_object");
            case PROMPT -> {}
        }
    }
}
