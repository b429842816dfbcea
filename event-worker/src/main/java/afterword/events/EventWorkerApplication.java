// SPDX-License-Identifier: Apache-2.0
package afterword.events;

import afterword.messaging.BrokerConfiguration;
import afterword.observability.TracingConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/// Starts the event-worker.
@SpringBootApplication
@Import({BrokerConfiguration.class, TracingConfiguration.class})
public class EventWorkerApplication {

    /// Runs until SIGTERM.
    public static void main(String[] args) {
        SpringApplication.run(EventWorkerApplication.class, args);
    }
}
