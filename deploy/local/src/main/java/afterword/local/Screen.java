// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What the user sees: calm lines, in colour only on a terminal, where the last one also tells what
/// is waited for.
///
/// Thread-safe; a line is written whole.
final class Screen implements Steps {

    private static final Duration BEAT = Duration.ofMillis(500);
    private static final String CLEARED = "\r\u001b[K";

    private final PrintStream out;
    private final boolean colours;
    private final Map<String, Long> begun = new LinkedHashMap<>(); // guarded by this, as the next
    private boolean told; // whether the last line tells what is waited for

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
        var screen =
                new Screen(
                        new PrintStream(
                                new FileOutputStream(FileDescriptor.out),
                                true,
                                StandardCharsets.UTF_8),
                        terminal);
        if (terminal) {
            Thread.ofVirtual().name("screen").start(screen::watch); // ends with the process
        }
        return screen;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(BEAT);
                tellWhatIsWaitedFor();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void tellWhatIsWaitedFor() {
        if (begun.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        long longest = begun.values().stream().mapToLong(began -> now - began).max().orElse(0);
        var what = String.join(", ", begun.keySet());
        var text = "%s, %d s".formatted(what, Duration.ofNanos(longest).toSeconds());
        out.print(CLEARED + faint("  … %-16s%s".formatted("starting", text)));
        out.flush();
        told = true;
    }

    @Override
    public synchronized void begun(String what) {
        begun.put(what, System.nanoTime());
    }

    @Override
    public synchronized void up(String what, Duration took, String detail) {
        begun.remove(what);
        line("  %s %-16s%s  %s".formatted(good("✓"), what, faint(seconds(took)), detail));
    }

    @Override
    public synchronized void over() {
        begun.clear();
        clear();
    }

    @Override
    public void note(String what, String text) {
        line("  %s %-16s%s".formatted(faint("…"), what, faint(text)));
    }

    /// One line as it is.
    synchronized void line(String text) {
        clear();
        out.println(text.stripTrailing());
    }

    /// An empty line and a heading.
    synchronized void heading(String text) {
        clear();
        out.println();
        out.println(strong(text));
        out.println();
    }

    /// Something went wrong.
    synchronized void trouble(String text) {
        begun.clear();
        clear();
        out.println();
        out.println(bad("✗ ") + text);
    }

    private void clear() {
        if (told) {
            out.print(CLEARED);
            told = false;
        }
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
