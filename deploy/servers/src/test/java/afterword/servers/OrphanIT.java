// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanIT {

    @TempDir Path folder;

    /// Starts a server on the folder, tells its process id, and waits to be killed.
    public static void main(String[] args) throws InterruptedException {
        try (var server = PostgresServer.start(Path.of(args[0]), 0)) {
            System.out.println("server " + server.pid());
            Thread.currentThread().join();
        }
    }

    @Test
    void endsWhenItsOwnerIsKilled() throws Exception {
        var owner =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                OrphanIT.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        owner.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        var process = owner.start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            var words = String.valueOf(lines.readLine()).split(" ", 2);
            assertThat(words[0]).isEqualTo("server");
            var server = ProcessHandle.of(Long.parseLong(words[1])).orElseThrow();

            process.destroyForcibly();

            await().atMost(Duration.ofSeconds(15)).until(() -> !server.isAlive());
        } finally {
            process.destroyForcibly();
        }
    }
}
