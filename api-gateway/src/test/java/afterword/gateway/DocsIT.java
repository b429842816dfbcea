// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.contract.AnalysisStatus;
import afterword.contract.EventStatus;
import afterword.contract.Reason;
import afterword.gateway.answer.ProblemKind;
import afterword.servers.Shared;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/// The document and the application say the same.
class DocsIT {

    private static TestGateway gateway;
    private static StandIns views;
    private static JsonNode document;

    @BeforeAll
    static void start() {
        var database = Shared.postgres().freshDatabase();
        views = StandIns.in(database);
        gateway = TestGateway.over(database);
        document = gateway.get("/openapi.json").json();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static void assertFits(String schema, String json) {
        assertThat(schema(schema).validate(json, InputFormat.JSON))
                .as(schema + " " + json)
                .isEmpty();
    }

    /// A schema of the document, with the rest of the document for its references.
    private static Schema schema(String name) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(
                        "{\"$ref\": \"#/components/schemas/%s\", \"components\": %s}"
                                .formatted(name, document.at("/components")));
    }

    @Test
    void listsEveryRouteAndNoOther() {
        var routes = new TreeSet<String>();
        gateway.bean(RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((mapping, _) -> {
                    for (var path : mapping.getPatternValues()) {
                        mapping.getMethodsCondition()
                                .getMethods()
                                .forEach(method -> routes.add(method + " " + path));
                    }
                });
        var listed = new TreeSet<String>();
        document.at("/paths")
                .forEachEntry((path, operations) ->
                        operations
                                .propertyNames()
                                .forEach(method ->
                                        listed.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        assertThat(listed).isEqualTo(routes);
    }

    @Test
    void listsContentTypesOfEachDoor() {
        var consumed = new HashSet<String>();
        gateway.bean(RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((mapping, _) -> {
                    if (mapping.getPatternValues().contains("/v1/events")) {
                        mapping.getConsumesCondition()
                                .getConsumableMediaTypes()
                                .forEach(type -> consumed.add(type.toString()));
                    }
                });
        assertThat(document.at("/paths/~1v1~1events/post/requestBody/content").propertyNames())
                .containsExactlyInAnyOrderElementsOf(consumed);
    }

    @Test
    void knowsTheClosedSets() {
        assertThat(enumOf("EventStatus")).isEqualTo(names(EventStatus.values()));
        assertThat(enumOf("AnalysisStatus")).isEqualTo(names(AnalysisStatus.values()));
        assertThat(enumOf("Reason")).isEqualTo(names(Reason.values()));
        var types = new TreeSet<String>();
        document.at("/components/schemas/Problem/properties/type/enum")
                .forEach(type -> types.add(type.asString()));
        assertThat(types)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ProblemKind.values())
                                .map(kind -> "urn:afterword:problem:" + kind.code())
                                .toList());
    }

    private static List<String> enumOf(String schema) {
        return document.at("/components/schemas/" + schema + "/enum")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }

    @Test
    void givesExamplesThatFit() {
        var examples = document.at("/components/examples");
        for (var name : List.of("Characters", "Speakers", "Chat")) {
            assertFits("Conversation", examples.at("/" + name + "/value").toString());
        }
        assertFits("CloudEvent", examples.at("/CloudEvent/value").toString());
        assertFits("CloudEvent", examples.at("/CloudEventBatch/value/0").toString());
        assertFits("Accepted", examples.at("/Accepted/value").toString());
        assertFits("BatchAnswer", examples.at("/BatchAnswer/value").toString());
        assertFits("Problem", examples.at("/Invalid/value").toString());
        assertFits("Event", examples.at("/PartialEvent/value").toString());
        assertFits("Event", examples.at("/PromisedEvent/value").toString());
    }

    @Test
    void givesExamplesThatAreAccepted() {
        var examples = document.at("/components/examples");
        for (var name : List.of("Characters", "Speakers", "Chat")) {
            var reply =
                    gateway.post(
                            TestGateway.CONVERSATION,
                            examples.at("/" + name + "/value").toString());
            assertThat(reply.status()).as(reply.body()).isEqualTo(202);
            assertFits("Accepted", reply.body());
        }
        var batch =
                gateway.post(
                        "/v1/events",
                        "[" + examples.at("/CloudEvent/value") + ", {}]",
                        "Content-Type",
                        "application/cloudevents-batch+json");
        assertThat(batch.status()).isEqualTo(207);
        assertFits("BatchAnswer", batch.body());
    }

    @Test
    void describesRealAnswers() {
        var id = UUID.randomUUID();
        views.stored("default", id, "conv_d", "2025-11-26T10:20:00Z");
        views.succeeded("default", id, 1, 1, "questions");
        views.failed("default", id, 2, "memories");
        assertFits("Event", gateway.get("/v1/events/" + id).body());
        views.ended("default", id, "PARTIAL", 1);
        assertFits("Event", gateway.get("/v1/events/" + id).body());
        assertFits("EventList", gateway.get("/v1/conversations/conv_d").body());
        assertFits("Feed", gateway.get("/v1/outcomes").body());
        var accepted = gateway.post(TestGateway.CONVERSATION, Samples.conversation("conv_r"));
        assertFits("Event", gateway.get(accepted.header("Location")).body());
        assertFits("Ledger", gateway.get("/v1/admin/ledger").body());
        views.deadLetter("default", "POISON", "intake");
        var letters = gateway.get("/v1/admin/dead-letters");
        assertFits("DeadLetterList", letters.body());
        var letter = gateway.get("/v1/admin/dead-letters/" + letters.text("/items/0/id"));
        assertFits("DeadLetterDetail", letter.body());
        var order = gateway.post("/v1/admin/dead-letters/replay", "{\"reason\":\"POISON\"}");
        assertFits("OrderSent", order.body());
        assertFits("Command", gateway.get(order.header("Location")).body());
        views.command(UUID.fromString(order.text("/command_id")), "default", "DONE");
        assertFits("Command", gateway.get(order.header("Location")).body());
        for (var refused :
                List.of(
                        gateway.get("/v1/outcomes?after=x"),
                        gateway.get("/v1/events/x"),
                        gateway.post(TestGateway.CONVERSATION, "{"),
                        gateway.post(TestGateway.CONVERSATION, "{}"),
                        gateway.get("/nothing"))) {
            assertThat(refused.status()).isGreaterThanOrEqualTo(400);
            assertFits("Problem", refused.body());
        }
    }

    @Test
    void servesThePageAndItsFilesFromHere() {
        var page = gateway.get("/docs");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'")
                .doesNotContain("unsafe-eval");
        assertThat(page.body()).doesNotContain("http://", "https://", "onload", "<script>");
        for (var file : Set.of("swagger-ui.css", "swagger-ui-bundle.js", "docs.css", "docs.js")) {
            assertThat(page.body()).contains("/docs/" + file);
            assertThat(gateway.get("/docs/" + file).status()).isEqualTo(200);
        }
        assertThat(gateway.get("/docs/swagger-initializer.js").status()).isEqualTo(404);
        assertThat(gateway.get("/openapi.yaml").body()).startsWith("openapi: 3.1");
        assertThat(document.at("/openapi").asString()).startsWith("3.1");
    }
}
