// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// A model behind an OpenAI-compatible chat completions endpoint.
final class ChatCompletions implements LanguageModel {

    private static final Pattern VERSIONED = Pattern.compile(".*/v\\d+[a-z0-9]*");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String provider;
    private final String model;
    private final URI uri;
    private final Map<String, String> headers;
    private final JsonHttp http;

    ChatCompletions(String provider, LlmSettings.Endpoint endpoint, JsonHttp http) {
        this.provider = provider;
        this.model = endpoint.model();
        this.uri = uri(endpoint.baseUrl());
        this.headers = headers(endpoint);
        this.http = http;
    }

    /// `{base}/v1/chat/completions`; a base that ends in a version keeps its own.
    static URI uri(URI base) {
        var text = base.toString().replaceAll("/+\\z", "");
        var versioned = VERSIONED.matcher(text).matches() ? text : text + "/v1";
        return URI.create(versioned + "/chat/completions");
    }

    private static Map<String, String> headers(LlmSettings.Endpoint endpoint) {
        return endpoint.apiKey().isEmpty()
                ? Map.of()
                : Map.of("Authorization", "Bearer " + endpoint.apiKey());
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
        all.put("Idempotency-Key", prompt.repeatKey());
        return http.post(uri, all, body(prompt), prompt.timeout());
    }

    @Override
    public Reading read(byte[] body) {
        return ChatReply.read(body);
    }

    /// Temperature 0: the same conversation is to give the same answer as far as a model can.
    byte[] body(Prompt prompt) {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("model", model);
        var messages = body.putArray("messages");
        messages.addObject().put("role", "system").put("content", prompt.system());
        messages.addObject().put("role", "user").put("content", prompt.user());
        body.put("temperature", 0);
        body.put("max_tokens", prompt.maxTokens());
        body.putObject("response_format")
                .put("type", "json_schema")
                .putObject("json_schema")
                .put("name", prompt.schemaName())
                .put("strict", true)
                .set("schema", prompt.schema());
        return JSON.writeValueAsBytes(body);
    }
}
