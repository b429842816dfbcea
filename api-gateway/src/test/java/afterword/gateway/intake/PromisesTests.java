// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.contract.Canonical;
import afterword.contract.Canonicaliser;
import afterword.contract.InputLimits;
import afterword.contract.Tenant;
import afterword.messaging.Route;
import afterword.observability.Tracing;
import afterword.testing.FakeBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.util.unit.DataSize;

class PromisesTests {

    private static final IntakeSettings SETTINGS =
            new IntakeSettings(
                    Duration.ofSeconds(1),
                    DataSize.ofMegabytes(2),
                    500,
                    Duration.ofMillis(200),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(1),
                    Duration.ofDays(30));

    private final FakeBroker broker = new FakeBroker(Duration.ofSeconds(5));
    private final FakeSpill spill = new FakeSpill();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Promises promises =
            new Promises(
                    broker.publisher("test"),
                    new Handover(
                            JdbcClient.create(new SingleConnectionDataSource()),
                            new ConfirmHealth(Duration.ofMinutes(1), System::nanoTime),
                            Duration.ofSeconds(1)),
                    spill,
                    new IntakeMeters(meters),
                    SETTINGS);

    @AfterEach
    void close() {
        promises.close();
        broker.close();
    }

    /// A spill that does as it is told.
    private static final class FakeSpill implements Spill {

        private final List<Intake> kept = new ArrayList<>();
        private boolean takes = true;
        private boolean answers = true;

        @Override
        public CompletableFuture<Boolean> keep(Intake event) {
            if (takes) {
                kept.add(event);
            }
            return answers ? CompletableFuture.completedFuture(takes) : new CompletableFuture<>();
        }

        @Override
        public boolean open() {
            return takes;
        }
    }

    private static Intake event(int number) {
        var body =
                """
                {"conversation_id": "c%d", "user_id": "u", "end_time": "2025-11-26T10:20:00Z",
                 "conversation_log": [{"role": "user", "content": "Hello"}]}
                """
                        .formatted(number)
                        .getBytes(StandardCharsets.UTF_8);
        var canonical =
                new Canonicaliser(InstantSource.system(), InputLimits.DEFAULT)
                        .canonicalise(body, Map.of(), true);
        var accepted = (Canonical.Accepted) canonical;
        return Intake.of(
                Tenant.DEFAULT,
                accepted,
                Instant.EPOCH,
                Tracing.off().start("accept", Tracing.Kind.SERVER, null));
    }

    @Test
    void confirmsWithoutTheSpill() {
        assertThat(promises.make(event(1))).isEqualTo(Promise.CONFIRMED);
        assertThat(spill.kept).isEmpty();
        assertThat(confirms("confirmed")).isEqualTo(1);
    }

    @Test
    void spillsWhatTheBrokerRefuses() {
        broker.answer(FakeBroker.Answer.REFUSE);
        var event = event(1);
        assertThat(promises.make(event)).isEqualTo(Promise.SPILLED);
        assertThat(spill.kept).containsExactly(event);
        assertThat(confirms("refused")).isEqualTo(1);
    }

    @Test
    void spillsWhatTheBrokerDoesNotAnswer() {
        broker.answer(FakeBroker.Answer.LOST);
        long start = System.nanoTime();
        assertThat(promises.make(event(1))).isEqualTo(Promise.SPILLED);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(200), Duration.ofSeconds(1));
        assertThat(confirms("unknown")).isEqualTo(1);
    }

    @Test
    void promisesNothingWhenNeitherTakesIt() {
        broker.answer(FakeBroker.Answer.DOWN);
        spill.takes = false;
        assertThat(promises.make(event(1))).isEqualTo(Promise.NOT_PROMISED);
        spill.answers = false;
        assertThat(promises.make(event(1))).isEqualTo(Promise.NOT_PROMISED);
    }

    @Test
    void waitsForAllTogether() {
        broker.answer(FakeBroker.Answer.LOST);
        spill.answers = false;
        var events = IntStream.range(0, 50).mapToObj(PromisesTests::event).toList();
        long start = System.nanoTime();
        assertThat(promises.make(events)).hasSize(50).containsOnly(Promise.NOT_PROMISED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void keepsTheOrderOfEvents() {
        var events = List.of(event(1), event(2), event(3));
        assertThat(promises.make(events)).containsOnly(Promise.CONFIRMED);
        assertThat(broker.published(Route.CONVERSATION_ENDED))
                .extracting(message -> message.key())
                .containsExactly("c1", "c2", "c3");
    }

    private double confirms(String end) {
        return meters.get("afterword.gateway.confirms").tag("end", end).counter().count();
    }
}
