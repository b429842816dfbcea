// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;

class KafkaHeadersTests {

    @Test
    void cloudEventsAttributesChangeTheirPrefix() {
        var written = KafkaHeaders.write(Map.of("ce:id", "7", "traceparent", "00-é"));

        assertThat(written).extracting(Header::key).contains("ce_id", "traceparent");
        assertThat(KafkaHeaders.read(written))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "ce:id",
                                "7",
                                "traceparent",
                                "00-é",
                                "content-type",
                                "application/json"));
    }

    @Test
    void binaryAndEmptyHeadersAreLeftOut() {
        var headers =
                List.<Header>of(
                        new RecordHeader("bin", new byte[] {(byte) 0xff, 1}),
                        new RecordHeader("none", (byte[]) null),
                        new RecordHeader("a", new byte[] {'1'}),
                        new RecordHeader("a", new byte[] {'2'}));

        assertThat(KafkaHeaders.read(headers)).isEqualTo(Map.of("a", "2"));
    }
}
