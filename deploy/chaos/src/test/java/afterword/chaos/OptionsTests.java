// SPDX-License-Identifier: Apache-2.0
package afterword.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.local.BrokerChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTests {

    private static final Path HERE = Path.of("/repository");

    @Test
    void smokesOverRabbitMqUnlessToldOtherwise() {
        var options = Options.parse(List.of(), HERE);
        assertThat(options.tier()).isEqualTo("smoke");
        assertThat(options.processes()).isEqualTo(2);
        assertThat(options.broker()).isEqualTo(BrokerChoice.RABBITMQ);
        assertThat(options.seed()).isEqualTo(1);
        assertThat(options.plan().time()).isLessThan(Duration.ofMinutes(10));
        assertThat(options.plan().deploys()).isEqualTo(6);
        assertThat(options.out()).isEqualTo(HERE.resolve("deploy/chaos/target/chaos-rabbitmq"));
    }

    @Test
    void readsEveryWord() {
        var options =
                Options.parse(
                        List.of(
                                "--tier=full",
                                "--seed=7",
                                "--broker=kafka",
                                "--minutes=3",
                                "--rate=50",
                                "--only=freeze;kill -9 broker",
                                "--without=deploy",
                                "--drain=20",
                                "--processes=1",
                                "--repository=/elsewhere",
                                "--out=/there"),
                        HERE);
        assertThat(options.command())
                .isEqualTo(
                        "make chaos TIER=full SEED=7 BROKER=kafka ONLY='freeze;kill -9 broker'"
                                + " WITHOUT='deploy' ARGS='--minutes=3 --rate=50 --drain=20 --processes=1'");
        assertThat(options.tier()).isEqualTo("full");
        assertThat(options.broker()).isEqualTo(BrokerChoice.KAFKA);
        assertThat(options.perSecond()).isEqualTo(50);
        assertThat(options.processes()).isEqualTo(1);
        assertThat(options.drain()).isEqualTo(Duration.ofSeconds(20));
        assertThat(options.repository()).isEqualTo(Path.of("/elsewhere"));
        assertThat(options.out()).isEqualTo(Path.of("/there"));
        assertThat(options.plan().seed()).isEqualTo(7);
        assertThat(options.plan().only()).containsExactly("freeze", "kill -9 broker");
        assertThat(options.plan().without()).containsExactly("deploy");
        assertThat(options.plan().time()).isEqualTo(Duration.ofMinutes(3));
        assertThat(options.plan().deploys()).isEqualTo(30);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        for (var word : List.of("--tier=huge", "--seed=x", "--broker=zeromq", "--speed=9", "x")) {
            assertThatThrownBy(() -> Options.parse(List.of(word), HERE))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
