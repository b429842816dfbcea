// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the figures were measured on.
record Machine(int cores, String cpu, long memoryMb, String system, String java) {

    static Machine here() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                value(Path.of("/proc/cpuinfo"), "model name"),
                Math.round(kilobytes(value(Path.of("/proc/meminfo"), "MemTotal")) / 1024.0),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + Runtime.version());
    }

    private static double kilobytes(String text) {
        var digits = text.replaceAll("[^0-9]", "");
        return digits.isEmpty() ? 0 : Double.parseDouble(digits);
    }

    private static String value(Path file, String name) {
        try {
            for (var line : Files.readAllLines(file)) {
                if (line.startsWith(name)) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        } catch (IOException _) {
            // not Linux
        }
        return "unknown";
    }

    @Override
    public String toString() {
        return "%d cores (%s), %d MB, %s, %s".formatted(cores, cpu, memoryMb, system, java);
    }
}
