// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.contract.ContractJson;
import afterword.contract.EventId;
import afterword.contract.EventStatus;
import afterword.contract.EventView;
import afterword.contract.Tenant;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventJsonTests {

    private static final EventId ID =
            new EventId(UUID.fromString("019abf8e-9a00-8b52-9c5b-6a2e5d2f3c41"));
    private static final Instant TIME = Instant.parse("2025-11-26T10:20:01.250999Z");

    private static StoredEvent event() {
        var row =
                new StoredEvent.Row(
                        new OutcomeStore.Key(Tenant.DEFAULT, ID),
                        EventStatus.PARTIAL,
                        null,
                        "conv_1",
                        "user_1",
                        "bot_1",
                        1,
                        TIME,
                        TIME.plusSeconds(2));
        return new StoredEvent(
                row,
                7,
                List.of(
                        new StoredEvent.Part(
                                "questions",
                                "SUCCEEDED",
                                null,
                                1,
                                "{\"questions\": [\"Why \\u201cblue\\u201d?\"], \"n\": 1}",
                                "model-1",
                                1,
                                210L,
                                24L,
                                40_000L,
                                812L,
                                null),
                        new StoredEvent.Part(
                                "memories",
                                "PARKED",
                                "RATE_LIMITED",
                                1,
                                null,
                                null,
                                3,
                                null,
                                null,
                                0L,
                                null,
                                TIME)));
    }

    /// The published outcome is an `EventView`; what GET answers must be the same.
    @Test
    void writesWhatEventViewHas() {
        var json = EventJson.event(event());
        var view = ContractJson.read(json, EventView.class);
        assertThat(ContractJson.tree(new String(ContractJson.write(view), StandardCharsets.UTF_8)))
                .isEqualTo(ContractJson.tree(new String(json, StandardCharsets.UTF_8)));
        assertThat(view.analyses()).containsOnlyKeys("questions", "memories");
    }

    @Test
    void writesTimesInUtcWithMilliseconds() {
        var json = ContractJson.tree(new String(EventJson.event(event()), StandardCharsets.UTF_8));
        assertThat(json.at("/accepted_at").asString()).isEqualTo("2025-11-26T10:20:01.250Z");
        assertThat(json.at("/analyses/memories/retry_at").asString())
                .isEqualTo("2025-11-26T10:20:01.250Z");
    }

    @Test
    void embedsResultsAsTheyAreStored() {
        assertThat(new String(EventJson.event(event()), StandardCharsets.UTF_8))
                .contains("\"result\":{\"questions\": [\"Why \\u201cblue\\u201d?\"], \"n\": 1}");
    }

    @Test
    void writesNextEvenWhenThereIsNone() {
        assertThat(new String(EventJson.list(List.of(), null), StandardCharsets.UTF_8))
                .isEqualTo("{\"items\":[],\"next\":null}");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1,0.000000001",
        "40000,0.00004",
        "1000000000,1",
        "120000000000,120",
        "9223372036854775807,9223372036.854775807"
    })
    void writesMoneyWithoutExponent(long nanos, String usd) {
        assertThat(EventJson.usd(nanos)).isEqualTo(usd);
    }
}
