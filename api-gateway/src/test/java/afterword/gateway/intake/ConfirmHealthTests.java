// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class ConfirmHealthTests {

    private final AtomicLong now = new AtomicLong(1);
    private final ConfirmHealth health = new ConfirmHealth(Duration.ofMinutes(1), now::get);

    @Test
    void isUpWhileNobodyPublishes() {
        pass(Duration.ofHours(1));
        assertThat(status()).isEqualTo(Status.UP);
    }

    @Test
    void isDownWhenNothingWasConfirmedForAMinute() {
        health.ended(false);
        pass(Duration.ofSeconds(59));
        health.ended(false);
        assertThat(status()).isEqualTo(Status.UP);
        pass(Duration.ofSeconds(2));
        assertThat(status()).isEqualTo(Status.DOWN);
        health.ended(true);
        assertThat(status()).isEqualTo(Status.UP);
        health.ended(false);
        pass(Duration.ofSeconds(59));
        assertThat(status()).isEqualTo(Status.UP);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private Status status() {
        return health.health().getStatus();
    }
}
