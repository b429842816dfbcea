// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.catalog.Analysis;
import afterword.analysis.catalog.AnswerSchema;
import afterword.analysis.catalog.Catalog;
import afterword.analysis.catalog.ModelPolicy;
import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.Models;
import afterword.analysis.llm.Prompt;
import afterword.analysis.llm.Reading;
import afterword.analysis.money.Tokens;
import afterword.analysis.pacing.Lane;
import afterword.analysis.spi.Strategy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Asks for the emotion of a conversation of one line that differs by its number.
record NumberAsk(
        int number,
        Models models,
        List<Lane> lanes,
        AnswerSchema schema,
        @Nullable Strategy strategy)
        implements Ask {

    static AnswerSchema schemaOf(Catalog catalog) {
        return catalog.current().stream()
                .filter(it -> it.pin().name().equals("emotion"))
                .map(it -> ((Analysis.Prompted) it).answer())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public ModelPolicy policy() {
        return new ModelPolicy(Duration.ofSeconds(30), 3, 100, strategy);
    }

    @Override
    public Tokens most(Question question) {
        return new Tokens(30, 100);
    }

    @Override
    public CallEnd call(Lane lane, Question question) throws InterruptedException {
        return models.at(lane.provider())
                .call(
                        new Prompt(
                                "How did it feel?",
                                "1. [USER]: I am happy, number " + number,
                                "emotion",
                                schema.json(),
                                100,
                                policy().timeout(),
                                question.repair(),
                                number + "-" + question.calls()));
    }

    @Override
    public JsonNode restore(JsonNode answer) {
        return answer;
    }

    @Override
    public Reading read(String provider, byte[] raw) {
        return models.at(provider).read(raw);
    }
}
