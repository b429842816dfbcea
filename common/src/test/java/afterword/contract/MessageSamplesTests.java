// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Samples of every message shape: today's code reads them for ever, and writes the same.
class MessageSamplesTests {

    private static final UUID ID = UUID.fromString("019abfd0-d880-84c8-902e-79e78c92ee21");

    @Test
    void readsAndWritesAnalysisRequested() throws IOException {
        var sample = sample("analysis-requested-v1.json");
        var message = new AnalysisRequested("default", ID, 1);
        assertThat(ContractJson.read(sample, AnalysisRequested.class)).isEqualTo(message);
        assertThat(ContractJson.tree(text(ContractJson.write(message))))
                .isEqualTo(ContractJson.tree(text(sample)));
    }

    @Test
    void readsAndWritesOutcomeRecorded() throws IOException {
        var sample = sample("outcome-recorded-v1.json");
        var message = new OutcomeRecorded("default", ID, 1, 3);
        assertThat(ContractJson.read(sample, OutcomeRecorded.class)).isEqualTo(message);
        assertThat(ContractJson.tree(text(ContractJson.write(message))))
                .isEqualTo(ContractJson.tree(text(sample)));
    }

    @Test
    void readsAndWritesAnOutcome() throws IOException {
        var sample = sample("outcome-v1.json");
        var view = ContractJson.read(sample, EventView.class);
        assertThat(view.status()).isEqualTo(EventStatus.PARTIAL);
        assertThat(view.analyses().get("memories"))
                .isNotNull()
                .extracting(AnalysisView::reason)
                .isEqualTo(Reason.PROVIDER_TIMEOUT);
        assertThat(ContractJson.tree(text(ContractJson.write(view))))
                .isEqualTo(ContractJson.tree(text(sample)));
    }

    @Test
    void readsAShapeThatHasGrown() {
        var grown =
                "{\"tenant\":\"t\",\"event_id\":\""
                        + ID
                        + "\",\"generation\":2,\"fence\":1,\"new_field\":{\"x\":[1]}}";
        assertThat(
                        ContractJson.read(
                                        grown.getBytes(StandardCharsets.UTF_8),
                                        OutcomeRecorded.class)
                                .generation())
                .isEqualTo(2);
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    private static byte[] sample(String name) throws IOException {
        try (var in = MessageSamplesTests.class.getResourceAsStream("/samples/" + name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }
}
