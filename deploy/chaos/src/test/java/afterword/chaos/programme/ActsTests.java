// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.programme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ActsTests {

    private static List<String> names(long seed, List<String> only, List<String> without) {
        var plan =
                new Programme.Plan(
                        seed, only, without, Duration.ofMinutes(1), 2, 6, Duration.ofSeconds(20));
        return Acts.of(plan, true, new Random(seed)).stream().map(Acts.Act::name).toList();
    }

    @Test
    void comeInTheOrderOfTheirSeed() {
        assertThat(names(7, List.of(), List.of())).isEqualTo(names(7, List.of(), List.of()));
        assertThat(names(7, List.of(), List.of())).isNotEqualTo(names(8, List.of(), List.of()));
    }

    @Test
    void areChosenAndLeftOutByPartsOfTheirNames() {
        assertThat(names(1, List.of("deploy", "kill -9"), List.of("gateway")))
                .containsOnly(
                        "deploy event-worker",
                        "deploy analysis-worker",
                        "kill -9 analysis-worker",
                        "kill -9 event-worker",
                        "kill -9 broker",
                        "kill -9 database");
    }

    @Test
    void refuseANameThatIsOfNone() {
        assertThatThrownBy(() -> names(1, List.of("kill -9", "earthquake"), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("earthquake");
    }

    /// Issue 5's kinds of trouble on the wire, each before each server.
    @Test
    void bringEachTroubleBeforeEachServer() {
        var all = names(1, List.of(), List.of());
        for (var trouble :
                List.of(
                        "black hole",
                        "half-open",
                        "refused",
                        "reset",
                        "latency 80 ms",
                        "cut after 20000 bytes",
                        "2000 bytes a second")) {
            assertThat(all)
                    .contains(
                            trouble + ", api-gateway to database",
                            trouble + ", api-gateway to broker",
                            trouble + ", event-worker to database",
                            trouble + ", event-worker to broker",
                            trouble + ", analysis-worker to database",
                            trouble + ", analysis-worker to broker",
                            trouble + ", analysis-worker to provider");
        }
    }
}
