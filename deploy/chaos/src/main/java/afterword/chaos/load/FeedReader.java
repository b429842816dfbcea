// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.load;

import afterword.chaos.check.Sighting;
import afterword.chaos.rig.Clock;
import afterword.chaos.rig.Instance;
import afterword.chaos.rig.LedgerFile;
import afterword.local.Gateway;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Follows the feed by its cursor, as a product team does, through whichever gateway answers.
public final class FeedReader implements AutoCloseable {

    private static final int PAGE = 500;
    private static final long PAUSE_MILLIS = 100;

    private final List<Instance> gateways;
    private final Clock clock;
    private final LedgerFile<Sighting> ledger;
    private final Thread thread;
    private volatile boolean stopped; // written by close
    private String cursor = ""; // the reading thread's

    public FeedReader(List<Instance> gateways, Clock clock, LedgerFile<Sighting> ledger) {
        this.gateways = List.copyOf(gateways);
        this.clock = clock;
        this.ledger = ledger;
        this.thread = Thread.ofVirtual().name("feed-reader").start(this::follow);
    }

    private void follow() {
        int turn = 0;
        while (!stopped) {
            var gateway = gateways.get(turn++ % gateways.size());
            try (var client = new Gateway(gateway.address())) {
                // a hundred pages by one client, or until it does not answer
                for (int page = 0; page < 100 && !stopped; page++) {
                    if (read(client) < PAGE) {
                        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                    }
                }
            } catch (IOException _) {
                pause();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private int read(Gateway client) throws IOException, InterruptedException {
        var page = client.outcomes(cursor, PAGE);
        for (var item : page.items()) {
            ledger.add(
                    new Sighting(
                            "feed",
                            item.path("event_id").asString(""),
                            item.path("revision").asInt(0),
                            clock.now(),
                            Digest.of(item.toString())));
        }
        cursor = page.next();
        return page.items().size();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Stops; what was read is in the ledger. May be repeated.
    public void stop() {
        stopped = true;
        try {
            thread.join(Duration.ofSeconds(25));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
