// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.messaging.Broker;
import afterword.messaging.Confirm;
import afterword.messaging.Message;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import afterword.servers.RabbitServer;
import afterword.servers.Shared;
import afterword.testing.BrokerContract;
import afterword.testing.BrokerPlace;
import afterword.testing.Inbox;
import afterword.testing.Signals;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RabbitBrokerIT extends BrokerContract {

    @Override
    protected BrokerPlace freshPlace() {
        return new Place(Shared.rabbit().freshVhost());
    }

    @Test
    void announcementsOfDeadLettersAreBounded() throws Exception {
        int all = RabbitTopology.MOST_ANNOUNCEMENTS + 50;
        var body = "{}".getBytes(StandardCharsets.UTF_8);
        var messages =
                Collections.nCopies(1_000, Message.of(Route.DEAD_LETTERS, "k", Map.of(), body));
        var publisher = publisher();
        for (int sent = 0; sent < all; sent += messages.size()) {
            assertThat(publisher.publishAll(messages)).allMatch(Confirm::confirmed);
        }

        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        broker().backlog("", Route.DEAD_LETTERS)
                                .equals(
                                        Map.of(
                                                Route.DEAD_LETTERS,
                                                (long) RabbitTopology.MOST_ANNOUNCEMENTS)));
        assertThat(arguments(Route.DEAD_LETTERS))
                .contains("\"x-overflow\":\"drop-head\"", "\"x-message-ttl\":604800000");
    }

    @Test
    void aQueueOfAnnouncementsWithOtherArgumentsIsUsedAsItIs() throws Exception {
        var vhost = ((Place) place()).address().vhost();
        Shared.rabbit()
                .management()
                .send(
                        "PUT",
                        "/api/queues/" + vhost + "/" + Route.DEAD_LETTERS.address(),
                        """
                        {"durable":true,"auto_delete":false,"arguments":{"x-queue-type":"quorum"}}\
                        """);
        var inbox = Inbox.settling();
        subscribe(Route.COMMANDS, 1, inbox);
        var body = "{}".getBytes(StandardCharsets.UTF_8);

        assertThat(
                        publisher()
                                .publishAll(
                                        List.of(
                                                Message.of(Route.DEAD_LETTERS, "k", Map.of(), body),
                                                Message.of(Route.COMMANDS, "k", Map.of(), body))))
                .allMatch(Confirm::confirmed);
        awaitSize(inbox, 1);
        assertThat(arguments(Route.DEAD_LETTERS)).doesNotContain("x-max-length");
        // and those behind it are declared all the same
        assertThat(arguments(Route.UNDELIVERED)).contains("\"x-delivery-limit\":1000000");
    }

    private String arguments(Route route) {
        var vhost = ((Place) place()).address().vhost();
        return Shared.rabbit()
                .management()
                .send("GET", "/api/queues/" + vhost + "/" + route.address(), "");
    }

    /// A virtual host of its own.
    private record Place(RabbitServer.Address address) implements BrokerPlace {

        @Override
        public Broker connect(Duration confirmTimeout) {
            return connect(address.port(), confirmTimeout);
        }

        @Override
        public Broker connectToNobody() {
            return connect(1, Duration.ofSeconds(1));
        }

        private Broker connect(int port, Duration confirmTimeout) {
            var settings =
                    new RabbitSettings(
                            address.host(),
                            port,
                            List.of(),
                            address.user(),
                            address.password(),
                            address.vhost(),
                            new RabbitSettings.Ssl(false, null),
                            Duration.ofSeconds(4),
                            Duration.ofSeconds(3),
                            new RabbitSettings.Publishing(2, confirmTimeout, 4096, 4096));
            return new RabbitBroker(settings, null);
        }

        @Override
        public void remove(Route route) {
            Shared.rabbit()
                    .management()
                    .send("DELETE", "/api/queues/" + address.vhost() + "/" + route.address(), "");
        }

        @Override
        public Publisher.State block() {
            Shared.rabbit().alarm(true);
            return Publisher.State.BLOCKED;
        }

        @Override
        public void unblock() {
            Shared.rabbit().alarm(false);
        }

        @Override
        public void freeze() {
            Signals.freeze(Shared.rabbit().pid());
        }

        @Override
        public void thaw() {
            Signals.thaw(Shared.rabbit().pid());
        }

        @Override
        public void kill() {
            Shared.rabbit().kill();
        }

        @Override
        public void restart() {
            Shared.rabbit().restart();
        }
    }
}
