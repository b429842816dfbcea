// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BrakeTests {

    private final Brake brake = new Brake(100);
    private final Thread reader = Thread.ofVirtual().unstarted(brake::awaitRoom);

    @AfterEach
    void end() throws InterruptedException {
        brake.release();
        reader.join();
    }

    @Test
    void readingWaitsWhileTooMuchIsHeld() throws InterruptedException {
        brake.read(120);
        brake.complete();
        brake.take(120);
        reader.start();
        await().until(() -> reader.getState() == Thread.State.WAITING);

        brake.settled(120);
        reader.join();

        assertThat(brake.held()).isZero();
    }

    /// Whoever takes it may be slow; what is read meanwhile counts all the same.
    @Test
    void aCompleteMessageCountsBeforeItIsTaken() throws InterruptedException {
        brake.read(120);
        brake.complete();
        reader.start();
        await().until(() -> reader.getState() == Thread.State.WAITING);

        assertThat(brake.take(120)).isTrue();
        brake.settled(120);
        reader.join();
    }

    @Test
    void aMessageLargerThanTheBoundIsReadToItsEnd() throws InterruptedException {
        brake.read(120); // and more of it is to come
        reader.start();
        reader.join();

        assertThat(brake.held()).isEqualTo(120);
    }

    @Test
    void releasedItLetsTheReaderThroughAndLeavesWhatIsTooMuch() throws InterruptedException {
        brake.read(120);
        brake.complete();
        assertThat(brake.take(120)).isTrue();
        brake.release();
        reader.start();
        reader.join();
        brake.read(50);
        brake.complete();

        assertThat(brake.take(50)).isFalse();
        assertThat(brake.held()).isEqualTo(120);
    }
}
