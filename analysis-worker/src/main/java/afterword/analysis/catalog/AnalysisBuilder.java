// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.analysis.spi.DerivedAnalysis;
import afterword.analysis.spi.Inputs;
import afterword.analysis.spi.PromptedAnalysis;
import afterword.analysis.spi.RecordJson;
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

    private final JavaAnalyses java;

    AnalysisBuilder(JavaAnalyses java) {
        this.java = java;
    }

    Analysis build(Pin pin, AnalysisFile fields) {
        return switch (fields.kind()) {
            case PROMPT -> prompted(pin, fields, false);
            case MEMORY -> prompted(pin, fields, true);
            case DERIVED -> derived(pin, fields);
        };
    }

    private Analysis prompted(Pin pin, AnalysisFile fields, boolean memory) {
        var prompt = required("prompt", fields.prompt());
        var answer = answer(pin, fields);
        if (answer == null) {
            return new Analysis.Elsewhere(pin, skip(fields.skip()));
        }
        return new Analysis.Prompted(
                pin,
                new PromptTemplate(prompt.system(), prompt.user()),
                answer,
                input(fields.input()),
                policy(fields.model()),
                skip(fields.skip()),
                memory);
    }

    /// @return null when a class reads it that is not here
    private @Nullable AnswerSchema answer(Pin pin, AnalysisFile fields) {
        var schema = required("schema", fields.schema());
        var counts = Objects.requireNonNullElse(fields.counts(), Map.<String, String>of());
        if (fields.java() == null) {
            return new AnswerSchema(schema, counted(counts));
        }
        return java.prompted(pin.name(), fields.java())
                .map(it -> new AnswerSchema(schema, recorded(it)))
                .orElse(null);
    }

    private static AnswerSchema.Finish counted(Map<String, String> counts) {
        return counts.isEmpty() ? answer -> answer : new Counts(counts);
    }

    private static <R extends Record> AnswerSchema.Finish recorded(PromptedAnalysis<R> analysis) {
        return answer ->
                RecordJson.write(analysis.finished(RecordJson.read(answer, analysis.answer())));
    }

    private Analysis derived(Pin pin, AnalysisFile fields) {
        var name = required("formula", fields.formula());
        List<String> from = required("from", fields.from());
        var analysis = java.derived(name).orElse(null);
        return analysis == null
                ? new Analysis.Elsewhere(pin, skip(fields.skip()))
                : new Analysis.Derived(pin, from, formula(analysis), skip(fields.skip()));
    }

    private static Formula formula(DerivedAnalysis<?> analysis) {
        return (conversation, inputs) ->
                RecordJson.write(analysis.compute(conversation, new Inputs(inputs)));
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
            return new ModelPolicy(TIMEOUT, ATTEMPTS, MAX_TOKENS, null);
        }
        return new ModelPolicy(
                model.timeout() == null ? TIMEOUT : DurationStyle.detectAndParse(model.timeout()),
                Objects.requireNonNullElse(model.attempts(), ATTEMPTS),
                Objects.requireNonNullElse(model.maxTokens(), MAX_TOKENS),
                model.strategy(),
                Objects.requireNonNullElse(model.models(), List.of()),
                model.costLimit());
    }

    private static SkipRule skip(AnalysisFile.@Nullable SkipText skip) {
        if (skip == null) {
            return SkipRule.NONE;
        }
        return new SkipRule(
                Objects.requireNonNullElse(skip.minTurns(), 0),
                Objects.requireNonNullElse(skip.botTypes(), Set.of()),
                Objects.requireNonNullElse(skip.sample(), 1.0));
    }

    private static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value;
    }
}
