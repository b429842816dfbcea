// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// What the user sees: calm lines, in colour only on a terminal.
///
/// Thread-safe; a line is written whole.
final class Screen implements Steps {

    private final PrintStream out;
    private final boolean colours;

    Screen(PrintStream out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    /// The terminal or the pipe that we were started with; UTF-8 whatever the locale says.
    static Screen standard() {
        boolean terminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)
                        && System.getenv("NO_COLOR") == null
                        && !"dumb".equals(System.getenv("TERM"));
        return new Screen(
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                terminal);
    }

    @Override
    public void up(String what, Duration took, String detail) {
        line("  %s %-16s%s  %s".formatted(good("✓"), what, faint(seconds(took)), detail));
    }

    @Override
    public void note(String what, String text) {
        line("  %s %-16s%s".formatted(faint("…"), what, faint(text)));
    }

    /// One line as it is.
    synchronized void line(String text) {
        out.println(text.stripTrailing());
    }

    /// An empty line and a heading.
    synchronized void heading(String text) {
        out.println();
        out.println(strong(text));
        out.println();
    }

    /// Something went wrong.
    synchronized void trouble(String text) {
        out.println();
        out.println(bad("✗ ") + text);
    }

    static String seconds(Duration took) {
        return String.format(Locale.ROOT, "%6.1f s", took.toMillis() / 1000.0);
    }

    String good(String text) {
        return painted(text, 32);
    }

    String bad(String text) {
        return painted(text, 31);
    }

    String warning(String text) {
        return painted(text, 33);
    }

    String strong(String text) {
        return painted(text, 1);
    }

    String faint(String text) {
        return painted(text, 2);
    }

    private String painted(String text, int code) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
