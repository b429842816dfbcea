// SPDX-License-Identifier: Apache-2.0
package afterword.analysis;

import afterword.analysis.trial.Trials;
import afterword.messaging.BrokerConfiguration;
import afterword.observability.TracingConfiguration;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/// Starts the analysis-worker, or, as `analyses check|try FILE`, shows what an analysis does.
@SpringBootApplication
@Import({BrokerConfiguration.class, TracingConfiguration.class})
public class AnalysisWorkerApplication {

    /// Runs until SIGTERM, or until the command is done.
    public static void main(String[] args) throws InterruptedException {
        if (args.length > 0 && args[0].equals("analyses")) {
            var words = Arrays.asList(args).subList(1, args.length);
            System.exit(Trials.run(words));
        }
        SpringApplication.run(AnalysisWorkerApplication.class, args);
    }
}
