// SPDX-License-Identifier: Apache-2.0
package afterword.events;

import afterword.messaging.Broker;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

/// RabbitMQ carries the line, and Kafka is a door.
@SpringBootTest(
        classes = EventWorkerApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"afterword.broker=rabbitmq", "afterword.ingest.kafka.enabled=true"})
@ContextConfiguration(initializers = {FreshDatabase.class, SideDoorsContract.BothBrokers.class})
@DirtiesContext
class KafkaDoorIT extends SideDoorsContract {

    @Autowired
    KafkaDoorIT(Broker broker, @Qualifier("sideDoors") HealthIndicator sideDoors, JdbcClient jdbc) {
        super(broker, sideDoors, jdbc);
    }
}
