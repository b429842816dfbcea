// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import afterword.observability.EventScope;
import afterword.observability.Tracing;

/// A model whose calls are spans, by OpenTelemetry's conventions for generative AI. Content is
/// never in them; the context goes no further than this process, since the provider is a stranger.
final class TracedModel implements LanguageModel {

    private final LanguageModel model;
    private final Tracing tracing;

    private TracedModel(LanguageModel model, Tracing tracing) {
        this.model = model;
        this.tracing = tracing;
    }

    /// The model itself where nothing is traced.
    static LanguageModel of(LanguageModel model, Tracing tracing) {
        return tracing.on() ? new TracedModel(model, tracing) : model;
    }

    @Override
    public String provider() {
        return model.provider();
    }

    @Override
    public String model() {
        return model.model();
    }

    @Override
    public CallEnd call(Prompt prompt) throws InterruptedException {
        var span = tracing.start("chat " + model(), Tracing.Kind.CLIENT, EventScope.traceparent());
        span.put("gen_ai.operation.name", "chat");
        span.put("gen_ai.provider.name", provider());
        span.put("gen_ai.request.model", model());
        span.put("gen_ai.request.max_tokens", prompt.maxTokens());
        span.put("gen_ai.output.type", "json");
        span.put("afterword.analysis", prompt.schemaName());
        try {
            var end = model.call(prompt);
            describe(end, span);
            return end;
        } catch (InterruptedException e) {
            span.failed(CallClass.CANCELLED.label());
            throw e;
        } finally {
            span.end();
        }
    }

    private void describe(CallEnd end, Tracing.Span span) {
        switch (end) {
            case CallEnd.Replied replied -> usage(model.read(replied.body()), span);
            case CallEnd.Broken broken -> span.failed(broken.why().label());
        }
    }

    private static void usage(Reading reading, Tracing.Span span) {
        var usage =
                switch (reading) {
                    case Reading.Answer answer -> answer.usage();
                    case Reading.Unusable unusable -> {
                        span.failed(unusable.why().label());
                        yield unusable.usage();
                    }
                };
        if (usage.model() != null) {
            span.put("gen_ai.response.model", usage.model());
        }
        if (usage.inputTokens() != null) {
            span.put("gen_ai.usage.input_tokens", usage.inputTokens());
        }
        if (usage.outputTokens() != null) {
            span.put("gen_ai.usage.output_tokens", usage.outputTokens());
        }
    }

    @Override
    public Reading read(byte[] body) {
        return model.read(body);
    }
}
