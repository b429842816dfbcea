// SPDX-License-Identifier: Apache-2.0
package afterword.analysis;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/// Starts the analysis-worker.
@SpringBootApplication
public class AnalysisWorkerApplication {

    /// Runs until SIGTERM.
    public static void main(String[] args) {
        SpringApplication.run(AnalysisWorkerApplication.class, args);
    }
}
