// SPDX-License-Identifier: Apache-2.0
package afterword.events.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.contract.Role;
import afterword.contract.Turn;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsJsonTests {

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

    /// The analysis-worker reads this form through the view.
    @Test
    void storedFormIsPinned() {
        var turns = List.of(new Turn(Role.BOT, "Hello!", AT), new Turn(Role.USER, "Hm \"so\"", AT));
        assertThat(TurnsJson.write(turns))
                .isEqualTo(
                        "[{\"speaker\":\"bot\",\"text\":\"Hello!\",\"at\":\"2026-01-02T03:04:05.678Z\"},"
                                + "{\"speaker\":\"user\",\"text\":\"Hm \\\"so\\\"\",\"at\":\"2026-01-02T03:04:05.678Z\"}]");
        assertThat(TurnsJson.read(TurnsJson.write(turns))).isEqualTo(turns);
    }
}
