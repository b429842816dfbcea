// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/// Starts the api-gateway.
@SpringBootApplication
public class GatewayApplication {

    /// Runs until SIGTERM.
    public static void main(String[] args) {
        SpringApplication.run(GatewayApplication.class, args);
    }
}
