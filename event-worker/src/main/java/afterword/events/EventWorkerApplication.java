// SPDX-License-Identifier: Apache-2.0
package afterword.events;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/// Starts the event-worker.
@SpringBootApplication
public class EventWorkerApplication {

    /// Runs until SIGTERM.
    public static void main(String[] args) {
        SpringApplication.run(EventWorkerApplication.class, args);
    }
}
