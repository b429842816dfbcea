// SPDX-License-Identifier: Apache-2.0
package afterword.events;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ContextConfiguration;

/// Runs the whole event-worker against a fresh database, a broker inside the test, and stand-ins
/// for the analysis's views. Tests share one process, so each uses ids of its own.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = {EventWorkerApplication.class, TestWiring.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "afterword.events.ledger.relay-after=1s",
            "afterword.events.ledger.gauges-every=100ms",
            "afterword.events.dispatch.relay-every=50ms",
            "afterword.events.dispatch.relay-lease=1s",
            "afterword.events.dispatch.ring-every=50ms",
            "afterword.events.delivery.relay-every=50ms",
            "afterword.events.delivery.relay-lease=1s",
            "afterword.events.delivery.sweep-every=50ms",
            "afterword.events.dead-letter.relay-every=50ms",
            "afterword.events.dead-letter.replay-every=50ms",
            "afterword.events.retention.every=50ms",
            "afterword.events.audit.every=50ms",
            "afterword.events.audit.lost-after=300ms",
            "afterword.events.audit.count-every=100ms"
        })
@ContextConfiguration(initializers = FreshDatabase.class)
public @interface EventWorkerTest {}
