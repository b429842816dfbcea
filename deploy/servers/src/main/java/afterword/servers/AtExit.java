// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has to be closed when this JVM ends, by whatever way but a `kill -9` (for that one, see
/// [Child]). Last in, first out, so that what stands on something goes before it.
///
/// Thread-safe.
public final class AtExit {

    private static final Logger LOG = LoggerFactory.getLogger(AtExit.class);
    private static final Deque<AutoCloseable> OPEN = new ArrayDeque<>();
    private static final Deque<AutoCloseable> OWNERS = new ArrayDeque<>(); // guarded by OPEN

    private static final String ENDING = "this process is ending; nothing new is started";

    private static boolean ending; // guarded by OPEN

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(AtExit::closeAll, "at-exit"));
    }

    private AtExit() {}

    /// Takes note of something open.
    ///
    /// @throws IllegalStateException when the JVM is ending already: nothing new may be started
    public static void add(AutoCloseable open) {
        synchronized (OPEN) {
            if (ending) {
                throw new IllegalStateException(ENDING);
            }
            OPEN.push(open);
        }
    }

    /// Takes note of something that closes what it owns in an order of its own, before all the
    /// others.
    public static void addOwner(AutoCloseable owner) {
        synchronized (OPEN) {
            if (ending) {
                throw new IllegalStateException(ENDING);
            }
            OWNERS.push(owner);
        }
    }

    /// Forgets something that has been closed.
    public static void remove(AutoCloseable closed) {
        synchronized (OPEN) {
            OPEN.remove(closed);
            OWNERS.remove(closed);
        }
    }

    private static void closeAll() {
        while (true) {
            AutoCloseable last;
            synchronized (OPEN) {
                ending = true;
                last = OWNERS.isEmpty() ? OPEN.poll() : OWNERS.poll();
            }
            if (last == null) {
                return;
            }
            close(last);
        }
    }

    private static void close(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception e) { // outermost frame of the hook: the others are closed all the same
            LOG.warn("could not be closed at exit: {}", open, e);
        }
    }
}
