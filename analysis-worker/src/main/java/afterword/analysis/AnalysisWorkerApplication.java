// SPDX-License-Identifier: Apache-2.0
package afterword.analysis;

import afterword.messaging.BrokerConfiguration;
import afterword.observability.TracingConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/// Starts the analysis-worker.
@SpringBootApplication
@Import({BrokerConfiguration.class, TracingConfiguration.class})
public class AnalysisWorkerApplication {

    /// Runs until SIGTERM.
    public static void main(String[] args) {
        SpringApplication.run(AnalysisWorkerApplication.class, args);
    }
}
