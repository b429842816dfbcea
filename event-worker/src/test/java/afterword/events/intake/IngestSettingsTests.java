// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.events.Bound;
import afterword.messaging.Brokers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngestSettingsTests {

    @Test
    void noSideDoorIsOpenUnlessAskedFor() {
        assertThat(Bound.from(IngestSettings.class, Map.of()).enabled()).isEmpty();
    }

    @Test
    void readsAllProperties() {
        var both = Map.of("rabbitmq.enabled", "true", "kafka.enabled", "true");

        assertThat(Bound.from(IngestSettings.class, both).enabled())
                .containsExactly(Brokers.Kind.RABBITMQ, Brokers.Kind.KAFKA);
    }
}
