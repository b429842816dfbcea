// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.events.EventWorkerApplication;
import afterword.events.FreshDatabase;
import afterword.events.Line;
import afterword.events.TestWiring;
import afterword.messaging.Route;
import afterword.persistence.StoreGate;
import afterword.servers.PostgresServer;
import afterword.testing.FakeBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

/// With a server of its own, since it kills it.
@SpringBootTest(
        classes = {EventWorkerApplication.class, TestWiring.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "afterword.events.intake.batch-size=16",
            "afterword.events.intake.in-flight=64",
            "afterword.events.ledger.pause-most=200ms",
            "afterword.events.ledger.relay-after=1s",
            "afterword.events.dispatch.relay-every=100ms"
        })
@ContextConfiguration(initializers = StoreOutageIT.OwnServer.class)
@DirtiesContext
class StoreOutageIT {

    private static final PostgresServer SERVER = PostgresServer.start();
    private static final int EVENTS = 400;

    private final FakeBroker broker;
    private final Line line;
    private final StoreGate gate;

    @Autowired
    StoreOutageIT(FakeBroker broker, Line line, StoreGate gate) {
        this.broker = broker;
        this.line = line;
        this.gate = gate;
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void losesNothingWhenTheDatabaseDies() {
        var sent = new ArrayList<UUID>();
        for (int i = 0; i < EVENTS / 2; i++) {
            sent.add(line.send(Line.conversationId()));
        }
        SERVER.kill();
        for (int i = 0; i < EVENTS / 2; i++) {
            sent.add(line.send(Line.conversationId()));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> gate.waiting() > 0);
        assertThat(broker.unsettled(Route.CONVERSATION_ENDED)).isPositive();
        SERVER.restart();
        await().atMost(Duration.ofSeconds(30)).until(line::settled);
        assertThat(sent).allMatch(id -> line.rows(id) == 1);
        assertThat(sent).allMatch(id -> line.status(id).equals("PENDING"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(sent).allMatch(id -> line.requests(id) >= 1));
        assertThat(broker.bugs()).isEmpty();
    }

    static final class OwnServer
            implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            var database = FreshDatabase.prepared(SERVER);
            TestPropertyValues.of(
                            "spring.datasource.url=" + database.url(),
                            "spring.datasource.username=" + database.user(),
                            "spring.datasource.password=" + database.password())
                    .applyTo(context);
        }
    }
}
