// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import org.jspecify.annotations.Nullable;

/// The servers that the tests of one JVM share: each is started when first asked for, and ends with
/// the JVM. A test takes a fresh database or virtual host of its own from it.
///
/// Thread-safe.
public final class Shared {

    private static @Nullable PostgresServer postgres; // guarded by POSTGRES
    private static @Nullable RabbitServer rabbit; // guarded by RABBIT
    private static @Nullable KafkaServer kafka; // guarded by KAFKA
    private static final Object POSTGRES = new Object();
    private static final Object RABBIT = new Object();
    private static final Object KAFKA = new Object();

    private Shared() {}

    /// The PostgreSQL of this JVM; see [PostgresServer#freshDatabase].
    public static PostgresServer postgres() {
        synchronized (POSTGRES) {
            if (postgres == null) {
                postgres = PostgresServer.start();
            }
            return postgres;
        }
    }

    /// The RabbitMQ of this JVM; see [RabbitServer#freshVhost]. Its first start on a machine may
    /// download packages.
    public static RabbitServer rabbit() {
        synchronized (RABBIT) {
            if (rabbit == null) {
                rabbit = RabbitServer.start();
            }
            return rabbit;
        }
    }

    /// The Kafka of this JVM. Topics are its user's to keep apart. A module whose tests ask for it
    /// has a test dependency on `afterword:kafka`, so that its jar is built before.
    public static KafkaServer kafka() {
        synchronized (KAFKA) {
            if (kafka == null) {
                kafka = KafkaServer.start();
            }
            return kafka;
        }
    }
}
