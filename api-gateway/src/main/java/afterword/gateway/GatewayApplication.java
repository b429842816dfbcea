// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

/// Starts the api-gateway.
@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class)
public class GatewayApplication {

    /// Runs until SIGTERM.
    public static void main(String[] args) {
        SpringApplication.run(GatewayApplication.class, args);
    }
}
