// SPDX-License-Identifier: Apache-2.0
package afterword.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/// The statements that this process executes, by the log that Spring's JDBC keeps of them: counted
/// in tests, so that round trips cannot creep up unseen. Thread-safe.
public final class Statements implements AutoCloseable {

    private static final Logger JDBC =
            (Logger) LoggerFactory.getLogger("org.springframework.jdbc.core.JdbcTemplate");

    private final Queue<String> texts = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    texts.add(event.getFormattedMessage().replaceAll("\\s+", " "));
                }
            };

    private Statements() {
        appender.start();
        JDBC.setAdditive(false);
        JDBC.setLevel(Level.DEBUG);
        JDBC.addAppender(appender);
    }

    /// Listens until it is closed.
    public static Statements listen() {
        return new Statements();
    }

    /// All texts so far, blanks made single.
    public List<String> texts() {
        return List.copyOf(texts);
    }

    /// How many hold a text.
    public long with(String text) {
        return texts.stream().filter(it -> it.contains(text)).count();
    }

    @Override
    public void close() {
        JDBC.detachAppender(appender);
        JDBC.setLevel(null);
        JDBC.setAdditive(true);
    }
}
