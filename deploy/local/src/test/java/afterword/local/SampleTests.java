// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SampleTests {

    private static final Instant END = Instant.parse("2026-11-21T10:00:00.123Z");

    @Test
    void thereAreAtLeastThirtyAndNoneTwice() {
        var samples = Sample.all(END);

        assertThat(samples).hasSizeGreaterThanOrEqualTo(30);
        assertThat(samples.stream().map(Sample::name)).doesNotHaveDuplicates();
    }

    @Test
    void eachIsJsonWithItsTimesFilledIn() {
        var mapper = JsonMapper.builder().build();
        for (var sample : Sample.all(END)) {
            var body = mapper.readTree(sample.body());
            var conversation = body.has("specversion") ? body.path("data") : body;
            assertThat(conversation.path("end_time").asString()).isEqualTo(END.toString());
            assertThat(Instant.parse(conversation.path("start_time").asString())).isBefore(END);
            assertThat(sample.body()).doesNotContain("{{");
        }
    }

    @Test
    void anotherMomentMakesOtherEvents() {
        assertThat(Sample.all(END)).doesNotContainAnyElementsOf(Sample.all(END.plusMillis(1)));
    }

    @Test
    void speaksSeveralLanguagesAndDialects() {
        var samples = Sample.all(END);
        assertThat(samples.stream().map(sample -> sample.name().substring(0, 2)))
                .contains("en", "de", "fr", "es", "vi", "ja", "zh", "ar", "hi", "ce");
        for (var sign : new String[] {"\"character\"", "\"speaker\"", "\"role\""}) {
            assertThat(samples).anyMatch(sample -> sample.body().contains(sign));
        }
    }
}
