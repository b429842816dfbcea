// SPDX-License-Identifier: Apache-2.0
package afterword.events.dispatch;

import afterword.concurrent.Repeater;
import afterword.messaging.Broker;
import afterword.messaging.Groups;
import afterword.messaging.Route;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.SmartLifecycle;

/// Looks every few seconds at how much waits in the broker, for the gauges: the work of both
/// workers, since who is down cannot tell.
final class QueueDepths implements SmartLifecycle {

    private static final List<Route> OURS =
            List.of(Route.CONVERSATION_ENDED, Route.OUTCOME_RECORDED, Route.COMMANDS);

    private final Broker broker;
    private final Repeater looks;
    private final Map<Route, Long> depths = new ConcurrentHashMap<>();
    private volatile boolean running; // written by start and stop

    QueueDepths(Broker broker, Duration every, MeterRegistry meters) {
        this.broker = broker;
        this.looks = new Repeater("queue-depths", every, this::look, _ -> depths.clear());
        OURS.forEach(route -> register(meters, route));
        register(meters, Route.ANALYSIS_REQUESTED);
    }

    private void register(MeterRegistry meters, Route route) {
        Gauge.builder("afterword.queue.messages", this, it -> it.depth(route))
                .description("Messages that wait in the broker; absent while it cannot be asked")
                .tag("route", route.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .register(meters);
    }

    private double depth(Route route) {
        var depth = depths.get(route);
        return depth == null ? Double.NaN : depth;
    }

    private boolean look() {
        var now = new ConcurrentHashMap<Route, Long>();
        now.putAll(broker.backlog(Groups.EVENT_WORKER, OURS.toArray(Route[]::new)));
        now.putAll(broker.backlog(Groups.ANALYSIS_WORKER, Route.ANALYSIS_REQUESTED));
        depths.keySet().retainAll(now.keySet());
        depths.putAll(now);
        return false;
    }

    @Override
    public void start() {
        running = true;
        looks.start();
    }

    @Override
    public void stop() {
        running = false;
        looks.stop(Duration.ofSeconds(1));
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
