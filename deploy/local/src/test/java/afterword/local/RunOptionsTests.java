// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunOptionsTests {

    @Test
    void defaultsToAnyBrokerAndAFolderBesideTheReader() {
        var options = RunOptions.parse(List.of());

        assertThat(options)
                .isEqualTo(
                        new RunOptions(
                                false,
                                BrokerChoice.AUTO,
                                Path.of(".afterword").toAbsolutePath(),
                                0,
                                false,
                                false));
    }

    @Test
    void readsEachOption() {
        var options =
                RunOptions.parse(
                        List.of(
                                "--once",
                                "--broker=kafka",
                                "--data=/d",
                                "--port=81",
                                "--optimise",
                                "--watch"));

        assertThat(options)
                .isEqualTo(new RunOptions(true, BrokerChoice.KAFKA, Path.of("/d"), 81, true, true));
    }

    @Test
    void tellsWhatItDoesNotKnow() {
        assertThatThrownBy(() -> RunOptions.parse(List.of("--twice")))
                .hasMessage("unknown option --twice");
        assertThatThrownBy(() -> RunOptions.parse(List.of("--broker=smoke-signals")))
                .hasMessage("--broker is auto, rabbitmq or kafka, not smoke-signals");
        assertThatThrownBy(() -> RunOptions.parse(List.of("--port=high")))
                .hasMessage("--port is 0 to 65535, not high");
    }
}
