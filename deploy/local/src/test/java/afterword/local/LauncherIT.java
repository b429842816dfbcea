// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.servers.Jars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherIT {

    private static final Path REPOSITORY = Jars.repository();

    @TempDir Path folder;

    private final List<Process> launched = new ArrayList<>();

    @AfterEach
    void end() {
        launched.forEach(Process::destroyForcibly);
    }

    @Test
    void showsTheSamplesAndLeavesNothingBehindAtCtrlC() throws Exception {
        var launcher = launch("--port=0");
        await().atMost(Duration.ofMinutes(4))
                .until(() -> !launcher.isAlive() || screen().contains("Ctrl-C ends everything"));
        assertThat(screen())
                .contains("42 accepted:", "0 failed, 0 missing", "en-blue-sky", "curl -i http://");

        var children = launcher.descendants().toList();
        assertThat(children).hasSizeGreaterThanOrEqualTo(6);
        new ProcessBuilder("sh", "-c", "kill -INT " + launcher.pid()).start().waitFor();

        assertThat(launcher.waitFor(40, TimeUnit.SECONDS)).isTrue();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void refusesAWrongOptionInOneLine() throws Exception {
        var launcher = launch("--brocker=auto");

        assertThat(launcher.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(launcher.exitValue()).isEqualTo(2);
        assertThat(screen()).contains("unknown option --brocker=auto");
    }

    private Process launch(String... options) throws IOException {
        var words = new ArrayList<>(List.of("run", "--data=" + folder.resolve("data")));
        words.addAll(List.of(options));
        var launcher =
                new ProcessBuilder(Jars.command(Jars.of(REPOSITORY, "deploy/local"), "256m", words))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("screen").toFile())
                        .start();
        launched.add(launcher);
        return launcher;
    }

    private String screen() throws IOException {
        return Files.readString(folder.resolve("screen"));
    }
}
