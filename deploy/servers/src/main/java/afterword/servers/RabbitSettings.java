// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

/// The settings file of our own RabbitMQ.
final class RabbitSettings {

    private RabbitSettings() {}

    static String of(RabbitServer.Address address) {
        return """
        listeners.tcp.1 = 127.0.0.1:%d
        management.tcp.ip = 127.0.0.1
        management.tcp.port = %d
        prometheus.tcp.ip = 127.0.0.1
        prometheus.tcp.port = %d
        %s\
        """
                .formatted(
                        address.port(),
                        address.managementPort(),
                        address.metricsPort(),
                        limits(address));
    }

    /// What holds in a container as well, where the addresses are the image's.
    ///
    /// The write-ahead log of quorum queues lives in memory: with its default of 512 MB a backlog
    /// raises the memory alarm, and the alarm outlives the backlog. Measured with a backlog of
    /// 60,000 messages of 4 kB: 431 MB with the default, 198 MB with 32 MB, at the same rate.
    static String limits(RabbitServer.Address address) {
        return """
        default_user = %s
        default_pass = %s
        log.console = true
        log.console.level = info
        log.file = false
        raft.wal_max_size_bytes = 33554432
        vm_memory_high_watermark.absolute = 1GB
        disk_free_limit.absolute = 200MB
        """
                .formatted(address.user(), address.password());
    }
}
