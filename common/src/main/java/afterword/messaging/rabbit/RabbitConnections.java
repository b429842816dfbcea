// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens connections as the settings say. Thread-safe.
final class RabbitConnections {

    private static final int HANDSHAKE_MS = 5_000;

    /// A quorum queue without a leader answers late; a silent broker never does.
    private static final int RPC_MS = 5_000;

    private final ConnectionFactory factory;
    private final List<Address> addresses;

    /// @param tls the context to use where TLS is on; null: none
    RabbitConnections(RabbitSettings settings, @Nullable SSLContext tls) {
        factory = new ConnectionFactory();
        factory.setUsername(settings.username());
        factory.setPassword(settings.password());
        factory.setVirtualHost(settings.virtualHost());
        factory.setRequestedHeartbeat((int) settings.requestedHeartbeat().toSeconds());
        factory.setConnectionTimeout((int) settings.connectionTimeout().toMillis());
        factory.setHandshakeTimeout(HANDSHAKE_MS);
        factory.setChannelRpcTimeout(RPC_MS);
        factory.setExceptionHandler(new Quiet());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setThreadFactory(Thread.ofPlatform().daemon().name("rabbit-io-", 0).factory());
        if (tls != null) {
            factory.useSslProtocol(tls);
            factory.enableHostnameVerification();
        }
        addresses =
                settings.addresses().isEmpty()
                        ? List.of(new Address(settings.host(), settings.port()))
                        : settings.addresses().stream().map(Address::parseAddress).toList();
    }

    Connection open(String name) throws IOException, TimeoutException {
        return factory.newConnection(addresses, "afterword-" + name);
    }

    /// A broken connection is told by [RabbitLink], once and with what comes next.
    private static final class Quiet extends ForgivingExceptionHandler {

        private static final Logger LOG = LoggerFactory.getLogger(Quiet.class);

        @Override
        public void handleUnexpectedConnectionDriverException(
                Connection connection, Throwable cause) {
            LOG.debug("connection to RabbitMQ ended", cause);
        }
    }
}
