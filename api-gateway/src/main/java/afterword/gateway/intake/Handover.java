// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.concurrent.Repeater;
import afterword.contract.HandoverNumber;
import afterword.contract.HandoverNumber.Lane;
import afterword.contract.Headers;
import afterword.messaging.Confirm;
import afterword.messaging.Message;
import afterword.messaging.Publisher;
import afterword.persistence.NumberSet;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Numbers every publish and every spill of this process and keeps how each ended, so that a
/// message which gets lost on the way to the event-worker is missed, and named.
///
/// The ends are flushed once a second, in one statement; while PostgreSQL is away they are kept as
/// ranges. A process that is killed takes at most its last second's ends along. Thread-safe.
final class Handover implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
    private static final Duration STOP = Duration.ofSeconds(2);

    private static final String FLUSH =
            """
            insert into gateway.handover as h (process_id, lane, drawn, promised, dropped)
            values (:process, :lane, :drawn, :promised::int8multirange, :dropped::int8multirange)
            on conflict (process_id, lane) do update set
              drawn = excluded.drawn, promised = h.promised + excluded.promised,
              dropped = h.dropped + excluded.dropped, flushed_at = now()
            """;

    /// Ends that are to be flushed; only the flusher knows them.
    private record Unflushed(NumberSet promised, NumberSet dropped) {

        boolean isEmpty() {
            return promised.isEmpty() && dropped.isEmpty();
        }
    }

    private final JdbcClient jdbc;
    private final ConfirmHealth progress;
    private final UUID process = UUID.randomUUID();
    private final Map<Lane, Ends> ends = new EnumMap<>(Lane.class);
    private final Map<Lane, Unflushed> unflushed = new EnumMap<>(Lane.class); // the flusher's
    private final Repeater flusher;
    private volatile boolean running; // written by start and stop

    /// @param progress hears of every end of a publish
    Handover(JdbcClient jdbc, ConfirmHealth progress, Duration every) {
        this.jdbc = jdbc;
        this.progress = progress;
        for (var lane : Lane.values()) {
            ends.put(lane, new Ends());
            unflushed.put(lane, new Unflushed(new NumberSet(), new NumberSet()));
        }
        this.flusher = new Repeater("handover", every, this::flush, Handover::failed);
    }

    /// Publishes a message under a number of its own.
    CompletableFuture<Confirm> publish(Publisher publisher, Message message) {
        var lane = lane(Lane.P);
        long number = lane.draw();
        var numbered = message.with(Headers.NUMBER, text(Lane.P, number));
        return publisher
                .publish(numbered)
                .whenComplete((confirm, _) -> {
                    boolean confirmed = confirm != null && confirm.confirmed();
                    lane.end(number, confirmed);
                    progress.ended(confirmed);
                });
    }

    /// A number for a spill; its end must follow.
    long drawSpill() {
        return lane(Lane.S).draw();
    }

    /// Notes how a spill ended.
    ///
    /// @param kept whether a row of its own was committed under the number
    void spilled(long number, boolean kept) {
        lane(Lane.S).end(number, kept);
    }

    /// This life of the gateway.
    UUID process() {
        return process;
    }

    /// The header's value for a number.
    String text(Lane lane, long number) {
        return new HandoverNumber(process, lane, number).text();
    }

    private Ends lane(Lane lane) {
        var found = ends.get(lane);
        if (found == null) {
            throw new IllegalStateException("no lane " + lane);
        }
        return found;
    }

    private boolean flush() {
        for (var entry : unflushed.entrySet()) {
            flush(entry.getKey(), entry.getValue());
        }
        return false;
    }

    private void flush(Lane lane, Unflushed open) {
        var drained = lane(lane).drain();
        open.promised().addAll(Arrays.stream(drained).filter(it -> it > 0).toArray());
        open.dropped().addAll(Arrays.stream(drained).filter(it -> it < 0).map(it -> -it).toArray());
        if (open.isEmpty()) {
            return;
        }
        jdbc.sql(FLUSH)
                .param("process", process)
                .param("lane", lane.label())
                .param("drawn", lane(lane).drawn())
                .param("promised", open.promised().toString())
                .param("dropped", open.dropped().toString())
                .update();
        open.promised().clear();
        open.dropped().clear();
    }

    private static void failed(RuntimeException e) {
        LOG.debug(
                "ends kept for another try: {}",
                NestedExceptionUtils.getMostSpecificCause(e).toString());
    }

    @Override
    public void start() {
        running = true;
        flusher.start();
    }

    /// After the last request and the publisher; what is confirmed later is not in the ledger.
    @Override
    public void stop() {
        running = false;
        flusher.stop(STOP);
        try {
            flush();
        } catch (DataAccessException e) {
            LOG.warn("the last ends of this process are not in the ledger: {}", e.toString());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Ended after the web server, which has the phases near the highest.
    @Override
    public int getPhase() {
        return 0;
    }
}
