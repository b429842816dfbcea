// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.UncategorizedSQLException;

@Timeout(20)
class GroupCommitTests {

    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<List<Integer>> commits = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final GroupCommit<Integer, String> group =
            new GroupCommit<>("test", this::store, "refused", 100);

    @AfterEach
    void close() {
        gate.countDown();
        group.close();
    }

    @Test
    void loneWriteIsCommittedAtOnce() throws Exception {
        gate.countDown();
        group.start();
        assertThat(group.store(1)).isEqualTo("kept 1");
        assertThat(commits).containsExactly(List.of(1));
    }

    @Test
    void whatArrivesDuringACommitMakesTheNext() throws Exception {
        group.start();
        var first = group.offer(0);
        while (group.waiting() > 0) {
            Thread.onSpinWait(); // until the writer has it and stands at the gate
        }
        var others = new ArrayList<CompletableFuture<String>>();
        for (int i = 1; i <= 50; i++) {
            others.add(group.offer(i));
        }
        gate.countDown();
        assertThat(first.get()).isEqualTo("kept 0");
        assertThat(others.getLast().get()).isEqualTo("kept 50");
        assertThat(commits).hasSize(2);
        assertThat(commits.getLast()).hasSize(50);
    }

    @Test
    void riderTravelsWithTheWriteThatFollows() throws Exception {
        gate.countDown();
        group.ride(8);
        var write = group.offer(9);
        group.start();
        assertThat(write.get()).isEqualTo("kept 9");
        assertThat(commits).containsExactly(List.of(8, 9));
    }

    @Test
    void riderThatNobodyFollowsIsStoredAllTheSame() throws Exception {
        gate.countDown();
        group.start();
        group.ride(8);
        while (commits.isEmpty()) {
            Thread.onSpinWait(); // the test's time-out ends it
        }
        group.ride(10);
        group.close();
        assertThat(commits).containsExactly(List.of(8), List.of(10));
    }

    @Test
    void keepsBatchWhileTheStoreIsAway() throws Exception {
        failures.set(3);
        gate.countDown();
        group.start();
        assertThat(group.store(7)).isEqualTo("kept 7");
    }

    @Test
    void refusedWriteCostsItsNeighboursNothing() throws Exception {
        var bad = group.offer(-1);
        var good = group.offer(2);
        gate.countDown();
        group.start();
        assertThat(bad.get()).isEqualTo("refused");
        assertThat(good.get()).isEqualTo("kept 2");
    }

    @Test
    void bugReachesItsWriterAndNobodyElse() throws Exception {
        gate.countDown();
        group.start();
        assertThatThrownBy(() -> group.store(-2)).isInstanceOf(IllegalStateException.class);
        assertThat(group.store(3)).isEqualTo("kept 3");
    }

    @Test
    void storesWhatIsQueuedBeforeItEnds() throws Exception {
        var write = group.offer(4);
        gate.countDown();
        group.start();
        group.close();
        assertThat(write.get()).isEqualTo("kept 4");
        assertThatThrownBy(() -> group.store(5)).isInstanceOf(CancellationException.class);
    }

    @Test
    void givesUpAtTheLimitAndTellsItsWriters() throws Exception {
        group.start();
        var write = group.offer(6);
        group.close(Duration.ofMillis(20));
        assertThatThrownBy(write::get).isInstanceOf(CancellationException.class);
        group.close();
    }

    private List<String> store(List<Integer> writes) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("57P01");
        }
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw failure("08001");
        }
        if (writes.contains(-1)) {
            throw failure("22P05");
        }
        if (writes.contains(-2)) {
            throw new IllegalArgumentException("bug");
        }
        commits.add(List.copyOf(writes));
        return writes.stream().map(it -> "kept " + it).toList();
    }

    private static UncategorizedSQLException failure(String state) {
        return new UncategorizedSQLException("test", "sql", new SQLException("away", state));
    }
}
