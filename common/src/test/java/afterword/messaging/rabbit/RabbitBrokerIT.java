// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import afterword.messaging.Broker;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import afterword.servers.RabbitServer;
import afterword.servers.Shared;
import afterword.testing.BrokerContract;
import afterword.testing.BrokerPlace;
import afterword.testing.Signals;
import java.time.Duration;
import java.util.List;

class RabbitBrokerIT extends BrokerContract {

    @Override
    protected BrokerPlace freshPlace() {
        return new Place(Shared.rabbit().freshVhost());
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
