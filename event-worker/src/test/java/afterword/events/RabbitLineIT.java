// SPDX-License-Identifier: Apache-2.0
package afterword.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.contract.AnalysisRequested;
import afterword.contract.ContractJson;
import afterword.contract.HandoverNumber;
import afterword.contract.Headers;
import afterword.contract.OutcomeRecorded;
import afterword.messaging.Broker;
import afterword.messaging.Confirm;
import afterword.messaging.Delivery;
import afterword.messaging.Groups;
import afterword.messaging.Message;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import afterword.messaging.Subscription;
import afterword.servers.Shared;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DeliverCallback;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

/// The whole event-worker between a real RabbitMQ and a real PostgreSQL; the test plays the
/// producer, the analysis-worker, and the listener of outcomes.
@SpringBootTest(
        classes = EventWorkerApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "afterword.events.ledger.relay-after=2s",
            "afterword.events.ledger.gauges-every=100ms",
            "afterword.events.dispatch.relay-every=100ms",
            "afterword.events.delivery.relay-every=100ms",
            "afterword.events.delivery.sweep-every=200ms",
            "afterword.events.delivery.sweep-age=5s",
            "afterword.events.audit.every=100ms",
            "afterword.events.audit.lost-after=1s"
        })
@ContextConfiguration(initializers = {FreshDatabase.class, RabbitLineIT.FreshVhost.class})
@DirtiesContext
class RabbitLineIT {

    private static final int EVENTS = 300;

    private final Broker broker;
    private final JdbcClient jdbc;
    private final Environment settings;
    private final int port;
    private final Set<UUID> outcomes = ConcurrentHashMap.newKeySet();
    private final Publisher producer;

    @Autowired
    RabbitLineIT(Broker broker, JdbcClient jdbc, Environment settings, @LocalServerPort int port) {
        this.broker = broker;
        this.jdbc = jdbc;
        this.settings = settings;
        this.port = port;
        this.producer = broker.publisher("test");
    }

    /// A confirm has two seconds from the call, and a busy machine needs longer to declare all
    /// queues.
    @BeforeEach
    void awaitOpen() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> producer.state() == Publisher.State.OPEN && ready() == 200);
    }

    @AfterEach
    void close() {
        producer.close();
    }

    @Test
    void eachConversationHasOneEndAlthoughSentTwiceAndTheBrokerDies() throws Exception {
        try (var analysis = analyse()) {
            var sent = new HashSet<UUID>();
            var first = conversations(sent);
            publish(first.subList(0, EVENTS / 2));
            await().atMost(Duration.ofSeconds(30)).until(() -> count("event") >= EVENTS / 4);
            Shared.rabbit().kill();
            await().atMost(Duration.ofSeconds(10)).until(() -> ready() == 503);
            Shared.rabbit().restart();
            publish(first);
            publish(first);
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            count(
                                            "event where ended_at is not null and outcome_dispatched_at is not null")
                                    == EVENTS);
            assertThat(count("event")).isEqualTo(EVENTS);
            assertThat(count("event where status = 'PROCESSED' and revision = 1"))
                    .isEqualTo(EVENTS);
            assertThat(count("dead_letter")).isZero();
            assertThat(count("suspect")).isZero();
            assertThat(analysis.connected()).isTrue();
            assertThat(sent).hasSize(EVENTS);
            await().until(() ->
                    broker.backlog(
                                    Groups.EVENT_WORKER,
                                    Route.CONVERSATION_ENDED,
                                    Route.OUTCOME_RECORDED)
                            .equals(
                                    Map.of(
                                            Route.CONVERSATION_ENDED, 0L,
                                            Route.OUTCOME_RECORDED, 0L)));
        }
    }

    /// Issue 5: a queued message deleted by hand shows as a gap of one.
    @Test
    void missesAMessageThatWasDeletedByHand(@Autowired ApplicationContext context)
            throws Exception {
        var intake = context.getBean("intake", SmartLifecycle.class);
        var process = UUID.randomUUID();
        long deleted;
        intake.stop();
        try {
            deleted = deleteOneOfFive(process);
        } finally {
            intake.start();
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        jdbc.sql("select lost::text from events.handover where source = :process")
                                .param("process", process)
                                .query(String.class)
                                .optional()
                                .orElse("")
                                .equals("{[%d,%d)}".formatted(deleted, deleted + 1)));
        jdbc.sql("truncate events.event, events.transcript").update();
    }

    /// Promises five, of which one does not stay in the queue.
    ///
    /// @return its number
    private long deleteOneOfFive(UUID process) throws Exception {
        var messages = LongStream.rangeClosed(1, 5).mapToObj(it -> numbered(process, it)).toList();
        assertThat(producer.publishAll(messages)).allMatch(Confirm::confirmed);
        var deleted = deleteOne();
        jdbc.sql(
                        """
                        insert into gateway.handover (process_id, lane, drawn, promised)
                        values (:process, 'p', 5, '{[1,6)}')
                        """)
                .param("process", process)
                .update();
        return deleted;
    }

    /// Takes the second message out of the queue, as somebody with the broker's tools would.
    ///
    /// @return its number
    private long deleteOne() throws Exception {
        try (var connection = connect();
                var channel = connection.createChannel()) {
            var queue = Route.CONVERSATION_ENDED.address();
            channel.basicGet(queue, false); // stays, and goes back when the channel closes
            var second = channel.basicGet(queue, false);
            channel.basicAck(second.getEnvelope().getDeliveryTag(), false);
            var header = second.getProps().getHeaders().get(Headers.NUMBER);
            return HandoverNumber.parse(String.valueOf(header)).orElseThrow().number();
        }
    }

    private static Message numbered(UUID process, long number) {
        var header = new HandoverNumber(process, HandoverNumber.Lane.P, number).text();
        return Line.ended(Line.body(Line.conversationId(), "?")).with(Headers.NUMBER, header);
    }

    @Test
    void publishesOutcomesToWhoeverBindsAQueue() throws Exception {
        try (var listener = listen();
                var analysis = analyse()) {
            await().until(analysis::connected);
            var conversation = Line.conversationId();
            publish(List.of(Line.body(conversation, "Who?")));
            await().until(() -> outcomes.contains(Line.eventId(conversation)));
            assertThat(listener.isOpen()).isTrue();
        }
    }

    @Test
    void servesHealthAndMetersAndNothingElse() throws Exception {
        assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(get("/actuator/prometheus").body())
                .contains(
                        "afterword_events_waiting{",
                        "afterword_events_intake_batch_count",
                        "afterword_events_feed_head");
        assertThat(get("/actuator/env").statusCode()).isEqualTo(404);
    }

    private static List<byte[]> conversations(Set<UUID> ids) {
        var bodies = new ArrayList<byte[]>();
        for (int i = 0; i < EVENTS; i++) {
            var conversation = Line.conversationId();
            ids.add(Line.eventId(conversation));
            bodies.add(Line.body(conversation, "Who?"));
        }
        return bodies;
    }

    /// Repeats what was not confirmed, as a producer must.
    private void publish(List<byte[]> bodies) {
        var left = new ArrayDeque<>(bodies);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> {
                    var messages = left.stream().map(Line::ended).toList();
                    var confirms = producer.publishAll(messages).iterator();
                    left.removeIf(_ -> confirms.next().confirmed());
                    return left.isEmpty();
                });
    }

    /// Plays the analysis-worker: every run is processed at once.
    private Subscription analyse() {
        var settings =
                new Subscription.Settings(Route.ANALYSIS_REQUESTED, Groups.ANALYSIS_WORKER, 50, 10);
        return broker.subscribe(settings, this::analyse);
    }

    private void analyse(List<Delivery> batch) {
        for (var delivery : batch) {
            var request = ContractJson.read(delivery.body(), AnalysisRequested.class);
            jdbc.sql(
                            """
                            insert into analysis.run (tenant, event_id, generation, state, outcome, fence)
                            values (:tenant, :id, :generation, 'ENDED', 'PROCESSED', 1) on conflict do nothing
                            """)
                    .param("tenant", request.tenant())
                    .param("id", request.eventId())
                    .param("generation", request.generation())
                    .update();
            var recorded =
                    new OutcomeRecorded(
                            request.tenant(), request.eventId(), request.generation(), 1);
            // not repeated: what the broker loses is the sweep's
            var _ =
                    producer.publish(
                            Message.of(
                                    Route.OUTCOME_RECORDED,
                                    request.eventId().toString(),
                                    Map.of(),
                                    ContractJson.write(recorded)));
            delivery.done();
        }
    }

    /// A listener of outcomes with the plain client, as a consumer of ours would be.
    private Connection listen() throws Exception {
        var connection = connect();
        var channel = connection.createChannel();
        channel.exchangeDeclare("afterword.outcomes", BuiltinExchangeType.TOPIC, true);
        var queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, "afterword.outcomes", "outcome.#");
        DeliverCallback heard =
                (_, delivery) -> {
                    var id =
                            String.valueOf(
                                    delivery.getProperties().getHeaders().get("cloudEvents_id"));
                    outcomes.add(UUID.fromString(id.substring(0, 36)));
                };
        channel.basicConsume(queue, true, heard, _ -> {});
        return connection;
    }

    private Connection connect() throws Exception {
        var factory = new ConnectionFactory();
        factory.setHost(setting("host"));
        factory.setPort(Integer.parseInt(setting("port")));
        factory.setUsername(setting("username"));
        factory.setPassword(setting("password"));
        factory.setVirtualHost(setting("virtual-host"));
        return factory.newConnection("test");
    }

    private String setting(String name) {
        return settings.getRequiredProperty("spring.rabbitmq." + name);
    }

    private long count(String what) {
        return jdbc.sql("select count(*) from events." + what).query(Long.class).single();
    }

    private int ready() throws IOException, InterruptedException {
        return get("/actuator/health/readiness").statusCode();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    /// One for each context: what a failed run left in its queues is not the next one's.
    static final class FreshVhost
            implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            var address = Shared.rabbit().freshVhost();
            TestPropertyValues.of(
                            "spring.rabbitmq.host=" + address.host(),
                            "spring.rabbitmq.port=" + address.port(),
                            "spring.rabbitmq.username=" + address.user(),
                            "spring.rabbitmq.password=" + address.password(),
                            "spring.rabbitmq.virtual-host=" + address.vhost())
                    .applyTo(context);
        }
    }
}
