// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The models of a deployment. Shorter prefix than other settings, since the environment variables
/// `AFTERWORD_LLM_BASE_URL`, `_API_KEY`, `_MODEL` and `AFTERWORD_LLM_FALLBACK_…` are promised.
///
/// @param baseUrl of an OpenAI-compatible provider; required
/// @param apiKey empty where none is needed
/// @param model name as the provider knows it
/// @param callsInFlight for each provider and process. How to choose: the provider's limit of
///   parallel requests divided by the processes; without such a limit three times
///   `afterword.analysis.run.in-flight`, so that no run waits for another's calls
/// @param profile how this provider differs from the others: `compatible`, `openai`, `azure`,
///   `zhipu`, `deepseek`, `groq`, `vllm`, `ollama`, or one of the folder's
/// @param profiles folder of provider profiles of the deployment's own; none by default
/// @param stream whether replies are asked for as a stream: a provider that hangs is found out
///   within the idle time-out
/// @param limits what the provider allows all processes together; nothing is asked of the database
///   where none is set
/// @param fallback a second provider, asked by the strategies of an analysis
/// @param more further models by the names of their places, 1 to 32 of `[a-z0-9]`; only asked by
///   analyses that name them in `model.models`
@ConfigurationProperties("afterword.llm")
record LlmSettings(
        @Nullable URI baseUrl,
        @DefaultValue("") String apiKey,
        @DefaultValue("gpt-4o-mini") String model,
        @DefaultValue("192") int callsInFlight,
        @DefaultValue(Profiles.COMPATIBLE) String profile,
        @Nullable Path profiles,
        @DefaultValue("false") boolean stream,
        @DefaultValue LimitText limits,
        @DefaultValue Fallback fallback,
        @DefaultValue Map<String, More> more) {

    private static final Pattern PLACE = Pattern.compile("[a-z0-9]{1,32}");
    private static final Set<String> TAKEN = Set.of("main", "fallback", "memory");

    LlmSettings {
        if (baseUrl == null || !isHttp(baseUrl)) {
            throw new IllegalArgumentException(
                    "afterword.llm.base-url (AFTERWORD_LLM_BASE_URL) is the http(s) address of an"
                            + " OpenAI-compatible provider, such as https://api.openai.com");
        }
        if (fallback.baseUrl() != null && !isHttp(fallback.baseUrl())) {
            throw new IllegalArgumentException(
                    "afterword.llm.fallback.base-url is an http(s) address");
        }
        if (callsInFlight < 1) {
            throw new IllegalArgumentException("afterword.llm.calls-in-flight is at least 1");
        }
        more = Map.copyOf(more);
        for (var place : more.keySet()) {
            if (!PLACE.matcher(place).matches() || TAKEN.contains(place)) {
                throw new IllegalArgumentException(
                        "afterword.llm.more."
                                + place
                                + ": the name of a place is 1 to 32 of [a-z0-9] and none of "
                                + new TreeSet<>(TAKEN));
            }
        }
    }

    /// Where a further model is. Without an address of its own it is the main provider's, and its
    /// key too: a key is never sent to another address than it was given for.
    Endpoint endpoint(More place) {
        var own = place.baseUrl();
        return own == null
                ? new Endpoint(
                        main().baseUrl(),
                        place.apiKey().isEmpty() ? apiKey : place.apiKey(),
                        place.model())
                : new Endpoint(own, place.apiKey(), place.model());
    }

    /// How the provider of a further model is spoken to.
    String profile(More place) {
        if (place.profile() != null) {
            return place.profile();
        }
        return place.baseUrl() == null ? profile : Profiles.COMPATIBLE;
    }

    private static boolean isHttp(URI uri) {
        return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                && uri.getHost() != null;
    }

    Endpoint main() {
        if (baseUrl == null) {
            throw new IllegalStateException("checked by the constructor");
        }
        return new Endpoint(baseUrl, apiKey, model);
    }

    /// The second provider; null where there is none.
    @Nullable Endpoint second() {
        return fallback.baseUrl() == null
                ? null
                : new Endpoint(
                        fallback.baseUrl(),
                        fallback.apiKey(),
                        fallback.model().isEmpty() ? model : fallback.model());
    }

    /// Shows no key.
    @Override
    public String toString() {
        return "LlmSettings[" + baseUrl + ", " + model + "]";
    }

    /// The second provider; none when `base-url` is absent.
    ///
    /// @param model the main model's name when empty
    record Fallback(
            @Nullable URI baseUrl,
            @DefaultValue("") String apiKey,
            @DefaultValue("") String model,
            @DefaultValue(Profiles.COMPATIBLE) String profile,
            @DefaultValue LimitText limits) {

        /// Shows no key.
        @Override
        public String toString() {
            return "Fallback[" + baseUrl + ", " + model + "]";
        }
    }

    /// A further model.
    ///
    /// @param model name as the provider knows it; required
    /// @param baseUrl of its provider; the main one's where it is absent, with key and profile
    /// @param profile null: the main one's at the same address, else `compatible`
    record More(
            String model,
            @Nullable URI baseUrl,
            @DefaultValue("") String apiKey,
            @Nullable String profile,
            @DefaultValue LimitText limits) {

        More {
            if (model == null || model.isBlank()) {
                throw new IllegalArgumentException("afterword.llm.more.NAME.model is required");
            }
            if (baseUrl != null && !isHttp(baseUrl)) {
                throw new IllegalArgumentException(
                        "afterword.llm.more.NAME.base-url is an http(s) address");
            }
        }

        /// Shows no key.
        @Override
        public String toString() {
            return "More[" + baseUrl + ", " + model + "]";
        }
    }

    /// Limits a minute of one provider's model.
    ///
    /// @param requestsPerMinute 0: no limit
    /// @param tokensPerMinute of question and answer together; 0: no limit
    record LimitText(
            @DefaultValue("0") long requestsPerMinute, @DefaultValue("0") long tokensPerMinute) {

        LimitText {
            var _ = new Models.Limits(requestsPerMinute, tokensPerMinute); // checks the ranges
        }

        Models.Limits all() {
            return new Models.Limits(requestsPerMinute, tokensPerMinute);
        }
    }

    /// One provider's address, key and model.
    record Endpoint(URI baseUrl, String apiKey, String model) {

        /// Shows no key.
        @Override
        public String toString() {
            return "Endpoint[" + baseUrl + ", " + model + "]";
        }
    }
}
