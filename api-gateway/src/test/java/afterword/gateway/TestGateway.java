// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import afterword.messaging.Broker;
import afterword.servers.PostgresServer;
import afterword.testing.FakeBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A whole gateway on free ports, over a fake broker, asked through real HTTP.
final class TestGateway implements AutoCloseable {

    static final String CONVERSATION = "/v1/conversations/end";

    private static final JsonMapper JSON = new JsonMapper();

    private final FakeBroker broker;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConfigurableApplicationContext context;

    private TestGateway(Map<String, Object> properties, boolean real) {
        this.broker = new FakeBroker(Duration.ofSeconds(1));
        var application = new SpringApplicationBuilder(GatewayApplication.class);
        if (!real) {
            application.initializers(this::takeBroker);
        }
        this.context = application.run(arguments(properties));
    }

    private static String[] arguments(Map<String, Object> properties) {
        return properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
    }

    /// Takes the place of the real broker.
    private void takeBroker(ConfigurableApplicationContext fresh) {
        ((GenericApplicationContext) fresh)
                .registerBean(
                        "fakeBroker",
                        Broker.class,
                        () -> broker,
                        definition -> definition.setPrimary(true));
    }

    /// Without a database: nothing listens at its address.
    static TestGateway alone(String... properties) {
        return new TestGateway(
                properties("spring.datasource.url", "jdbc:postgresql://127.0.0.1:1/none")
                        .and(properties),
                false);
    }

    /// Over a database.
    static TestGateway over(PostgresServer.Database database, String... properties) {
        return new TestGateway(at(database).and(properties), false);
    }

    /// Over a database, and the broker that the properties name.
    static TestGateway real(PostgresServer.Database database, String... properties) {
        return new TestGateway(at(database).and(properties), true);
    }

    private static Properties at(PostgresServer.Database database) {
        return properties(
                "spring.datasource.url", database.url(),
                "spring.datasource.username", database.user(),
                "spring.datasource.password", database.password());
    }

    private static Properties properties(String... pairs) {
        return new Properties()
                .and("server.port", "0", "management.server.port", "0")
                .and(
                        "afterword.gateway.warm-up.limit",
                        "50ms",
                        "afterword.gateway.stop.delay",
                        "0s")
                .and(pairs);
    }

    private static final class Properties extends HashMap<String, Object> {

        private static final long serialVersionUID = 1;

        Properties and(String... pairs) {
            for (int i = 0; i < pairs.length; i += 2) {
                put(pairs[i], pairs[i + 1]);
            }
            return this;
        }
    }

    FakeBroker broker() {
        return broker;
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    int port() {
        return Integer.parseInt(context.getEnvironment().getProperty("local.server.port", "0"));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    URI management(String path) {
        var port = context.getEnvironment().getProperty("local.management.port", "0");
        return URI.create("http://127.0.0.1:" + port + path);
    }

    Reply get(String path, String... headers) {
        return send(HttpRequest.newBuilder(uri(path)).GET(), headers);
    }

    Reply getManagement(String path) {
        return send(HttpRequest.newBuilder(management(path)).GET());
    }

    Reply post(String path, String body, String... headers) {
        return post(path, body.getBytes(java.nio.charset.StandardCharsets.UTF_8), headers);
    }

    Reply post(String path, byte[] body, String... headers) {
        var request = HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofByteArray(body));
        boolean typed =
                String.join("\n", headers)
                        .toLowerCase(java.util.Locale.ROOT)
                        .contains("content-type");
        if (!typed) {
            request.header("Content-Type", "application/json");
        }
        return send(request, headers);
    }

    Reply send(HttpRequest.Builder request, String... headers) {
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new Reply(
                    client.send(
                            request.timeout(Duration.ofSeconds(40)).build(),
                            BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// An answer as it came.
    record Reply(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        String body() {
            return response.body();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        JsonNode json() {
            return JSON.readTree(response.body());
        }

        String text(String pointer) {
            return json().at(pointer).asString("");
        }
    }

    /// Stops it as SIGTERM does.
    void stop() {
        context.close();
    }

    @Override
    public void close() {
        context.close();
        client.close();
        broker.close();
    }
}
