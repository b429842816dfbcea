// SPDX-License-Identifier: Apache-2.0
package afterword.observability;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/// Keeps a process without API keys to its own machine: every server it opens binds to loopback by
/// default, and another address is a refusal to start.
///
/// Every service has it through `META-INF/spring.factories`; there is nothing to wire. With
/// `AFTERWORD_API_KEYS` set, addresses are the deployment's own business.
public final class LoopbackGuard implements EnvironmentPostProcessor, Ordered {

    /// Property of the keys; `AFTERWORD_API_KEYS` in the environment.
    public static final String API_KEYS = "afterword.api-keys";

    private static final String SERVER = "server.address";
    private static final String MANAGEMENT = "management.server.address";
    private static final String LOOPBACK = "127.0.0.1";

    /// Last, when all files and variables have been read.
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(
            ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.getProperty(API_KEYS, "").isBlank()) {
            keepToLoopback(environment);
        }
    }

    /// Whether every server of this process binds to loopback.
    public static boolean loopbackOnly(Environment environment) {
        return addresses(environment).values().stream().allMatch(LoopbackGuard::isLoopback);
    }

    private static void keepToLoopback(ConfigurableEnvironment environment) {
        var defaults = new LinkedHashMap<String, Object>();
        addresses(environment)
                .forEach((property, address) -> {
                    if (address.isEmpty()) {
                        defaults.put(property, LOOPBACK);
                    } else if (!isLoopback(address)) {
                        throw new ReachableWithoutKeys(property, address);
                    }
                });
        environment.getPropertySources().addLast(new MapPropertySource("loopback", defaults));
    }

    /// The address of each server that will be opened; empty where none is set, which means all.
    private static Map<String, String> addresses(Environment environment) {
        var properties =
                separateManagement(environment) ? List.of(SERVER, MANAGEMENT) : List.of(SERVER);
        var found = new LinkedHashMap<String, String>();
        for (var property : properties) {
            found.put(property, environment.getProperty(property, "").strip());
        }
        return found;
    }

    /// Boot refuses a management address where the actuator shares the server's port.
    private static boolean separateManagement(Environment environment) {
        var port = environment.getProperty("management.server.port", "");
        return !port.isEmpty()
                && (port.equals("0")
                        || !port.equals(environment.getProperty("server.port", "8080")));
    }

    private static boolean isLoopback(String address) {
        try {
            return !address.isEmpty() && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException _) {
            return false; // what cannot be resolved is not known to be safe
        }
    }

    /// The refusal to start.
    static final class ReachableWithoutKeys extends IllegalStateException {

        private static final long serialVersionUID = 1;

        ReachableWithoutKeys(String property, @Nullable String address) {
            super(
                    property
                            + "="
                            + address
                            + " opens this service to other machines, and no API keys are set");
        }
    }
}
