// SPDX-License-Identifier: Apache-2.0
package afterword.kafka;

import io.prometheus.jmx.JmxCollector;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.nio.file.Path;

/// Serves the node's JMX beans to Prometheus, as the exporter's agent would beside a broker of its
/// own.
final class Metrics {

    private Metrics() {}

    /// On the loopback interface, until the process ends.
    ///
    /// @param rules which beans, under which names
    static void serve(int port, Path rules) throws Exception {
        var registry = new PrometheusRegistry();
        new JmxCollector(rules.toFile()).register(registry);
        HTTPServer.builder()
                .inetAddress(InetAddress.getLoopbackAddress())
                .port(port)
                .registry(registry)
                .buildAndStart();
    }
}
