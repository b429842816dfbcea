// SPDX-License-Identifier: Apache-2.0
package afterword.analysis;

import afterword.messaging.Broker;
import afterword.servers.PostgresServer;
import afterword.testing.FakeBroker;
import java.util.Arrays;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/// A whole analysis-worker in the test's process, on a real database, with the broker inside the
/// test.
public final class Worker implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private Worker(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /// Starts a worker on a port of its own, quicker than in production where it waits.
    ///
    /// @param properties such as `afterword.analysis.run.drain=1s`
    public static Worker start(
            PostgresServer.Database database,
            FakeBroker broker,
            String llmBaseUrl,
            String... properties) {
        var common =
                Stream.of(
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=" + database.user(),
                        "spring.datasource.password=" + database.password(),
                        "afterword.llm.base-url=" + llmBaseUrl,
                        "server.port=0",
                        "afterword.analysis.run.lease.length=3s",
                        "afterword.analysis.run.lease.renewal=500ms",
                        "afterword.analysis.run.lease.sweep=100ms",
                        "afterword.analysis.run.park.first=200ms",
                        "afterword.analysis.run.park.most=500ms",
                        "afterword.analysis.outcome.relay-every=100ms",
                        "afterword.analysis.outcome.again=1s");
        var arguments =
                Stream.concat(common, Arrays.stream(properties))
                        .map(property -> "--" + property)
                        .toArray(String[]::new);
        return new Worker(
                new SpringApplicationBuilder(AnalysisWorkerApplication.class)
                        .initializers(first(broker))
                        .run(arguments));
    }

    /// Puts the broker inside the test before the real one, which is then never connected.
    private static ApplicationContextInitializer<GenericApplicationContext> first(
            FakeBroker broker) {
        return context ->
                context.registerBean(
                        "fakeBroker",
                        Broker.class,
                        () -> broker,
                        definition -> {
                            definition.setPrimary(true);
                            definition.setDestroyMethodName(""); // the test's own
                        });
    }

    /// A bean of the worker's.
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /// Where the actuator listens.
    public int port() {
        return Integer.parseInt(
                String.valueOf(context.getEnvironment().getProperty("local.server.port")));
    }

    /// Stops it in good order.
    @Override
    public void close() {
        context.close();
    }
}
