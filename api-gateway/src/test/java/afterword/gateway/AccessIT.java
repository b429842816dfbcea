// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.contract.Tenant;
import afterword.gateway.access.Needs;
import afterword.gateway.access.Open;
import afterword.gateway.access.Scope;
import afterword.messaging.Route;
import afterword.servers.Shared;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// Endpoint × scope × tenant, with keys configured.
class AccessIT {

    private static final List<String> TENANTS = List.of("acme", "other");
    private static final UUID ACMES = UUID.randomUUID();

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        var database = Shared.postgres().freshDatabase();
        var views = StandIns.in(database);
        views.stored("acme", ACMES, "conv_1", "2025-11-26T10:20:00Z");
        views.succeeded("acme", ACMES, 1, 1, "questions");
        views.ended("acme", ACMES, "PROCESSED", 1);
        gateway =
                TestGateway.over(
                        database,
                        "afterword.api-keys",
                        keys(),
                        "server.address",
                        "127.0.0.1",
                        "management.server.address",
                        "127.0.0.1");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static String keys() {
        var keys = new ArrayList<String>();
        for (var tenant : TENANTS) {
            for (var scope : Scope.values()) {
                keys.add(
                        "%s-%s:%s:%s:%s"
                                .formatted(tenant, scope, hash(key(tenant, scope)), scope, tenant));
            }
        }
        return String.join(",", keys);
    }

    private static String key(String tenant, Scope scope) {
        return "key-of-" + tenant + "-for-" + scope;
    }

    private static String hash(String key) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record RouteOf(String method, String path, boolean open, Scope scope) {}

    private static List<RouteOf> routes() {
        var routes = new ArrayList<RouteOf>();
        gateway.bean(RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((mapping, handler) -> {
                    var needs = handler.getMethodAnnotation(Needs.class);
                    boolean open = handler.hasMethodAnnotation(Open.class);
                    assertThat(open).as(handler.toString()).isEqualTo(needs == null);
                    for (var path : mapping.getPatternValues()) {
                        var method = mapping.getMethodsCondition().getMethods().iterator().next();
                        routes.add(
                                new RouteOf(
                                        method.name(),
                                        path.replaceAll("\\{[^}]*}", "x"),
                                        open,
                                        needs == null ? Scope.ADMIN : needs.value()));
                    }
                });
        return routes;
    }

    private static TestGateway.Reply call(RouteOf route, String... headers) {
        var request = HttpRequest.newBuilder(gateway.uri(route.path()));
        if (route.method().equals("POST")) {
            request.header("Content-Type", "application/json");
        }
        return gateway.send(
                request.method(
                        route.method(),
                        route.method().equals("POST")
                                ? BodyPublishers.ofString("{}")
                                : BodyPublishers.noBody()),
                headers);
    }

    @Test
    void answersEveryRouteByScope() {
        assertThat(routes()).hasSizeGreaterThan(8);
        for (var route : routes()) {
            assertThat(call(route).status())
                    .as(route.toString())
                    .matches(status -> route.open() == (status != 401));
            for (var tenant : TENANTS) {
                for (var scope : Scope.values()) {
                    var status = call(route, "X-API-Key", key(tenant, scope)).status();
                    if (route.open() || scope == route.scope()) {
                        assertThat(status).as(route + " " + scope).isNotIn(401, 403);
                    } else {
                        assertThat(status).as(route + " " + scope).isIn(403, 415);
                    }
                }
            }
        }
    }

    @Test
    void hidesWhatBelongsToAnotherTenant() {
        var mine = key("acme", Scope.READ);
        var foreign = key("other", Scope.READ);
        assertThat(gateway.get("/v1/events/" + ACMES, "X-API-Key", mine).status()).isEqualTo(200);
        var event = gateway.get("/v1/events/" + ACMES, "X-API-Key", foreign);
        assertThat(event.status()).isEqualTo(404);
        assertThat(event.body())
                .isEqualTo(
                        gateway.get("/v1/events/" + UUID.randomUUID(), "X-API-Key", foreign)
                                .body());
        assertThat(gateway.get("/v1/conversations/conv_1", "X-API-Key", foreign).body())
                .isEqualTo("{\"items\":[],\"next\":null}");
        assertThat(gateway.get("/v1/outcomes", "X-API-Key", foreign).json().at("/items")).isEmpty();
        assertThat(gateway.get("/v1/outcomes", "X-API-Key", mine).json().at("/items")).hasSize(1);
    }

    @Test
    void takesTheTenantFromTheKeyAndFromNowhereElse() {
        var body = Samples.CONVERSATION.replace("\"user_7\"", "\"user_7\", \"tenant\": \"other\"");
        var mine =
                gateway.post(
                        TestGateway.CONVERSATION,
                        body,
                        "X-API-Key",
                        key("acme", Scope.INGEST),
                        "afterword-tenant",
                        "other");
        assertThat(mine.status()).isEqualTo(202);
        assertThat(gateway.broker().published(Route.CONVERSATION_ENDED).getLast().headers())
                .containsEntry("afterword-tenant", "acme");
        var theirs =
                gateway.post(
                        TestGateway.CONVERSATION, body, "X-API-Key", key("other", Scope.INGEST));
        assertThat(theirs.text("/data/event_id")).isNotEqualTo(mine.text("/data/event_id"));
        var receipt = mine.text("/data/receipt");
        var path = "/v1/events/" + mine.text("/data/event_id") + "?receipt=" + receipt;
        assertThat(gateway.get(path, "X-API-Key", key("acme", Scope.READ)).text("/status"))
                .isEqualTo("ACCEPTED");
        assertThat(gateway.get(path, "X-API-Key", key("other", Scope.READ)).status())
                .isEqualTo(404);
        assertThat(new Tenant("acme")).isNotEqualTo(Tenant.DEFAULT);
    }

    @Test
    void answersEveryWrongKeyAlike() {
        var none = gateway.get("/v1/outcomes");
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.header("WWW-Authenticate")).isEqualTo("ApiKey");
        for (var key : List.of("x", "", hash(key("acme", Scope.READ)), "ü", "a".repeat(4_000))) {
            var reply = gateway.get("/v1/outcomes", "X-API-Key", key);
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.body()).isEqualTo(none.body());
            assertThat(namesOf(reply)).isEqualTo(namesOf(none));
        }
        assertThat(gateway.get("/v1/unknown").status()).isEqualTo(401);
        assertThat(gateway.post("/v1/outcomes", "{}").status()).isEqualTo(401);
    }

    private static List<String> namesOf(TestGateway.Reply reply) {
        return reply.response().headers().map().keySet().stream().sorted().toList();
    }

    /// What the mapping decodes and the filter sees raw must not differ in who may pass.
    @Test
    void findsNoWayAround() {
        for (var path :
                List.of(
                        "/docs/../v1/outcomes",
                        "/docs/%2e%2e/v1/outcomes",
                        "/docs;x/../v1/outcomes",
                        "//v1/outcomes",
                        "/v1;a=b/outcomes",
                        "/%76%31/outcomes",
                        "/openapi.yaml/../v1/outcomes",
                        "/openapi./../v1/outcomes")) {
            var answer =
                    RawHttp.exchange(
                            gateway.port(),
                            "GET " + path + " HTTP/1.1\nHost: x\nConnection: close\n\n");
            assertThat(RawHttp.status(answer)).as(path).isIn(400, 401, 404);
            assertThat(answer).doesNotContain("items");
        }
    }

    @Test
    void refusesToStartWithoutReceiptKeysWhereOthersCanReachIt() {
        assertThatThrownBy(() ->
                        TestGateway.alone(
                                        "afterword.api-keys",
                                        keys(),
                                        "server.address",
                                        "0.0.0.0",
                                        "management.server.address",
                                        "127.0.0.1")
                                .close())
                .hasStackTraceContaining("AFTERWORD_RECEIPT_KEYS is required");
    }

    @Test
    void refusesToStartWithoutKeysWhereOthersCanReachIt() {
        assertThatThrownBy(() -> TestGateway.alone("server.address", "0.0.0.0").close())
                .hasStackTraceContaining("no API keys are set");
    }
}
