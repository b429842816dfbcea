// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.analysis.transcript.InputPolicy;
import afterword.contract.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/// Makes an analysis of a file's fields; an [IllegalArgumentException] says which field is wrong.
final class AnalysisBuilder {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 3;
    private static final int MAX_TOKENS = 2000;

    private static final Map<String, Formula> FORMULAS = Map.of("engagement", new Engagement());

    private AnalysisBuilder() {}

    static Analysis build(Pin pin, AnalysisFile fields) {
        return switch (fields.kind()) {
            case PROMPT -> prompted(pin, fields, false);
            case MEMORY -> prompted(pin, fields, true);
            case DERIVED -> derived(pin, fields);
        };
    }

    private static Analysis prompted(Pin pin, AnalysisFile fields, boolean memory) {
        var prompt = required("prompt", fields.prompt());
        var counts = Objects.requireNonNullElse(fields.counts(), Map.<String, String>of());
        return new Analysis.Prompted(
                pin,
                new PromptTemplate(prompt.system(), prompt.user()),
                new AnswerSchema(required("schema", fields.schema()), counts),
                input(fields.input()),
                policy(fields.model()),
                skip(fields.skip()),
                memory);
    }

    private static Analysis derived(Pin pin, AnalysisFile fields) {
        var formula = FORMULAS.get(required("formula", fields.formula()));
        if (formula == null) {
            throw new IllegalArgumentException("formula is one of " + FORMULAS.keySet());
        }
        List<String> from = required("from", fields.from());
        return new Analysis.Derived(pin, from, formula, skip(fields.skip()));
    }

    private static InputPolicy input(AnalysisFile.@Nullable InputText input) {
        if (input == null) {
            return InputPolicy.DEFAULT;
        }
        return new InputPolicy(
                input.roles() == null ? InputPolicy.DEFAULT.roles() : roles(input.roles()),
                Objects.requireNonNullElse(input.redaction(), InputPolicy.DEFAULT.redaction()),
                Objects.requireNonNullElse(input.tokenBudget(), InputPolicy.DEFAULT.tokenBudget()));
    }

    private static Set<Role> roles(Set<AnalysisFile.Speaker> speakers) {
        return speakers.stream().map(AnalysisBuilder::role).collect(Collectors.toUnmodifiableSet());
    }

    private static Role role(AnalysisFile.Speaker speaker) {
        return switch (speaker) {
            case USER -> Role.USER;
            case BOT -> Role.BOT;
        };
    }

    private static ModelPolicy policy(AnalysisFile.@Nullable ModelText model) {
        if (model == null) {
            return new ModelPolicy(TIMEOUT, ATTEMPTS, MAX_TOKENS);
        }
        return new ModelPolicy(
                model.timeout() == null ? TIMEOUT : DurationStyle.detectAndParse(model.timeout()),
                Objects.requireNonNullElse(model.attempts(), ATTEMPTS),
                Objects.requireNonNullElse(model.maxTokens(), MAX_TOKENS));
    }

    private static SkipRule skip(AnalysisFile.@Nullable SkipText skip) {
        if (skip == null) {
            return SkipRule.NONE;
        }
        return new SkipRule(
                Objects.requireNonNullElse(skip.minTurns(), 0),
                Objects.requireNonNullElse(skip.botTypes(), Set.of()));
    }

    private static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value;
    }
}
