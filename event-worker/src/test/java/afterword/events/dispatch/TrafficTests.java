// SPDX-License-Identifier: Apache-2.0
package afterword.events.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.messaging.Route;
import afterword.testing.FakeBroker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrafficTests {

    private final FakeBroker broker = new FakeBroker();
    private final AtomicLong head = new AtomicLong(1_000_000);
    private final AtomicLong nanos = new AtomicLong();
    private final Traffic traffic = new Traffic(broker, "group", head::get, nanos::get);

    @AfterEach
    void close() {
        broker.close();
    }

    @Test
    void fewWaitingAreAlwaysLight() {
        broker.backlog(Route.ANALYSIS_REQUESTED, 100);
        assertThat(traffic.light(100)).isTrue();
        assertThat(traffic.light(99)).isFalse();
    }

    @Test
    void lightIsWhatTheLastMinuteWouldWorkOff() {
        broker.backlog(Route.ANALYSIS_REQUESTED, 5_000);
        traffic.sample();
        passes(Duration.ofSeconds(30), 4_000);
        assertThat(traffic.light(0)).isFalse();
        passes(Duration.ofSeconds(30), 1_000);
        assertThat(traffic.light(0)).isTrue();
    }

    @Test
    void workOfEarlierMinutesDoesNotCount() {
        broker.backlog(Route.ANALYSIS_REQUESTED, 5_000);
        traffic.sample();
        passes(Duration.ofSeconds(50), 100_000);
        assertThat(traffic.light(0)).isTrue();
        passes(Duration.ofSeconds(50), 0);
        assertThat(traffic.light(0)).isFalse();
    }

    @Test
    void silentBrokerIsNotLight() {
        broker.muteBacklog(true);
        assertThat(traffic.light(100)).isFalse();
    }

    private void passes(Duration time, long ends) {
        nanos.addAndGet(time.toNanos());
        head.addAndGet(ends);
        traffic.sample();
    }
}
