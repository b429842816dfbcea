// SPDX-License-Identifier: Apache-2.0
package afterword.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/// Runs one node that is broker and controller, until SIGTERM.
///
/// `afterword.servers.KafkaServer` writes its settings, starts it and waits for its line `ready`.
public final class KafkaMain {

    // of no meaning with one node, but it must not change
    private static final String CLUSTER = "afterword-local-kafka1";

    private KafkaMain() {}

    /// Formats the data folder where it is new, starts, prints `ready` and the process id.
    ///
    /// @param args the settings file; then, where metrics are wanted, their port and the exporter's
    ///   rules
    public static void main(String[] args) throws Exception {
        var settings = read(Path.of(args[0]));
        format(args[0]);
        var server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "kafka-shutdown"));
        server.startup();
        if (args.length == 3) {
            Metrics.serve(Integer.parseInt(args[1]), Path.of(args[2]));
        }
        System.out.println("ready " + ProcessHandle.current().pid());
        server.awaitShutdown();
    }

    private static Properties read(Path file) throws IOException {
        var settings = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            settings.load(reader);
        }
        return settings;
    }

    private static void format(String settingsFile) {
        String[] words = {
            "format", "--config", settingsFile, "--cluster-id", CLUSTER, "--ignore-formatted"
        };
        int code = StorageTool.execute(words, System.out);
        if (code != 0) {
            throw new IllegalStateException("the data folder could not be formatted: " + code);
        }
    }
}
