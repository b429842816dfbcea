// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
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

    /// What a broker before 4.0 takes at most (4.x: 16 MiB). A body that the client refuses to read
    /// would end the connection, and come again.
    private static final int MOST_BYTES = 128 * 1024 * 1024;

    private final RabbitSettings settings;
    private final @Nullable SSLContext tls;
    private final ConnectionFactory factory;
    private final List<Address> addresses;

    /// @param tls the context to use where TLS is on; null: none
    RabbitConnections(RabbitSettings settings, @Nullable SSLContext tls) {
        this.settings = settings;
        this.tls = tls;
        this.factory = configured(new ConnectionFactory());
        this.addresses =
                settings.addresses().isEmpty()
                        ? List.of(new Address(settings.host(), settings.port()))
                        : settings.addresses().stream().map(Address::parseAddress).toList();
    }

    private ConnectionFactory configured(ConnectionFactory factory) {
        factory.setUsername(settings.username());
        factory.setPassword(settings.password());
        factory.setVirtualHost(settings.virtualHost());
        factory.setRequestedHeartbeat((int) settings.requestedHeartbeat().toSeconds());
        factory.setConnectionTimeout((int) settings.connectionTimeout().toMillis());
        factory.setHandshakeTimeout(HANDSHAKE_MS);
        factory.setChannelRpcTimeout(RPC_MS);
        factory.setExceptionHandler(new Quiet());
        factory.setMaxInboundMessageBodySize(MOST_BYTES);
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setThreadFactory(Thread.ofPlatform().daemon().name("rabbit-io-", 0).factory());
        if (tls != null) {
            factory.useSslProtocol(tls);
            factory.enableHostnameVerification();
        }
        return factory;
    }

    Connection open(String name) throws IOException, TimeoutException {
        return open(factory, name);
    }

    /// A connection that reads only while the brake allows.
    Connection open(String name, Brake brake) throws IOException, TimeoutException {
        return open(configured(new Braked(brake)), name);
    }

    private Connection open(ConnectionFactory from, String name)
            throws IOException, TimeoutException {
        return from.newConnection(addresses, "afterword-" + name);
    }

    /// Puts a brake before each connection's frames.
    private static final class Braked extends ConnectionFactory {

        private final Brake brake;

        Braked(Brake brake) {
            this.brake = brake;
        }

        @Override
        protected synchronized FrameHandlerFactory createFrameHandlerFactory() throws IOException {
            var plain = super.createFrameHandlerFactory();
            return (address, name) -> new BrakedFrames(plain.create(address, name), brake);
        }
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
