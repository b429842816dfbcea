// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/// The few calls of RabbitMQ's management API that we need. Thread-safe.
public final class RabbitManagement {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final RabbitServer.Address address;

    RabbitManagement(RabbitServer.Address address) {
        this.address = address;
    }

    /// Creates a virtual host which the server's user may use.
    public void createVhost(String name) {
        var vhost = RabbitServer.Address.encode(name);
        send("PUT", "/api/vhosts/" + vhost, "");
        send(
                "PUT",
                "/api/permissions/" + vhost + "/" + RabbitServer.Address.encode(address.user()),
                """
                {"configure":".*","write":".*","read":".*"}\
                """);
    }

    /// Deletes a virtual host with all its queues.
    public void deleteVhost(String name) {
        send("DELETE", "/api/vhosts/" + RabbitServer.Address.encode(name), "");
    }

    /// Whether the API answers.
    boolean answers() {
        try {
            send("GET", "/api/overview", "");
            return true;
        } catch (ServerException _) {
            return false;
        }
    }

    /// Sends any call.
    ///
    /// @param path from `/api` on
    /// @return the body of the answer
    /// @throws ServerException unless the answer is 2xx
    public String send(String method, String path, String body) {
        var login = address.user() + ":" + address.password();
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://%s:%d%s"
                                                .formatted(
                                                        address.host(),
                                                        address.managementPort(),
                                                        path)))
                        .timeout(LIMIT)
                        .header("Content-Type", "application/json")
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(
                                                        login.getBytes(StandardCharsets.UTF_8)))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try (var client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(LIMIT)
                        .build()) {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new ServerException(
                        "RabbitMQ's management answered %d to %s %s"
                                .formatted(answer.statusCode(), method, path));
            }
            return answer.body();
        } catch (IOException e) {
            throw new ServerException(
                    "RabbitMQ's management cannot be reached at port " + address.managementPort(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while asking RabbitMQ's management", e);
        }
    }
}
