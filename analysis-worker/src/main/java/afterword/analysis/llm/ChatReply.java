// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads replies of the chat completions format.
///
/// Success is a positive statement: the reply is of the protocol, one choice has the finish reason
/// `stop`, nobody declined, and the content is one JSON value. Pure.
final class ChatReply {

    /// Models like to wrap JSON into a Markdown fence, asked or not.
    private static final Pattern FENCED =
            Pattern.compile("\\A\\s*```[A-Za-z]*\\s*\\n(.*?)\\n?\\s*```\\s*\\z", Pattern.DOTALL);

    /// A model that declines in words instead of in the field that is there for it.
    private static final Pattern DECLINED =
            Pattern.compile(
                    "\\A\\W*(I'm sorry|I am sorry|Sorry, |I can't |I cannot |I'm unable|I am unable"
                            + "|I won't |As an AI).{0,400}\\z",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final int LONGEST_MODEL = 200;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private ChatReply() {}

    static Reading read(byte[] body, ErrorTable errors) {
        JsonNode reply;
        try {
            reply = JSON.readTree(body);
        } catch (JacksonException _) {
            return new Reading.Unusable(CallClass.NOT_A_REPLY, Reading.Usage.UNKNOWN);
        }
        var usage = usage(reply);
        if (reply.hasNonNull("error")) {
            return new Reading.Unusable(errors.classOf(200, reply), usage);
        }
        var choice = reply.path("choices").path(0);
        if (!choice.isObject()) {
            return new Reading.Unusable(CallClass.NOT_A_REPLY, usage);
        }
        return ofChoice(choice, usage);
    }

    private static Reading ofChoice(JsonNode choice, Reading.Usage usage) {
        var message = choice.path("message");
        return switch (choice.path("finish_reason").asString("")) {
            case "length", "max_tokens" -> new Reading.Unusable(CallClass.TRUNCATED, usage);
            case "content_filter" -> new Reading.Unusable(CallClass.REFUSED, usage);
            case "stop" ->
                    message.path("refusal").asString("").isEmpty()
                            ? ofContent(message.path("content").asString(""), usage)
                            : new Reading.Unusable(CallClass.REFUSED, usage);
            default -> new Reading.Unusable(CallClass.INVALID, usage);
        };
    }

    private static Reading ofContent(String content, Reading.Usage usage) {
        var fenced = FENCED.matcher(content);
        try {
            var answer = JSON.readTree(fenced.matches() ? fenced.group(1) : content);
            return answer.isMissingNode()
                    ? new Reading.Unusable(CallClass.INVALID, usage)
                    : new Reading.Answer(answer, usage);
        } catch (JacksonException _) {
            return DECLINED.matcher(content.replace('\u2019', '\'')).matches()
                    ? new Reading.Unusable(CallClass.REFUSED, usage)
                    : new Reading.Unusable(CallClass.INVALID, usage, content);
        }
    }

    private static Reading.Usage usage(JsonNode reply) {
        var model = reply.path("model").asString("");
        var usage = reply.path("usage");
        return new Reading.Usage(
                model.isEmpty() || model.length() > LONGEST_MODEL ? null : model,
                tokens(usage, "prompt_tokens"),
                tokens(usage, "completion_tokens"),
                cached(usage));
    }

    /// OpenAI's name for it, else DeepSeek's.
    private static @Nullable Long cached(JsonNode usage) {
        var cached = tokens(usage.path("prompt_tokens_details"), "cached_tokens");
        return cached == null ? tokens(usage, "prompt_cache_hit_tokens") : cached;
    }

    private static @Nullable Long tokens(JsonNode usage, String field) {
        var value = usage.path(field);
        return value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0
                ? value.asLong()
                : null;
    }
}
