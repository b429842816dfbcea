// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The warm-up's ticket: a request that carries it runs through everything, but is neither
/// published nor counted. Random, known to this process only, and void once the warm-up is over.
public final class Rehearsal {

    /// Request header that carries the ticket.
    public static final String HEADER = "Afterword-Rehearsal";

    // both written by the warm-up, read by every request
    private volatile @Nullable String ticket;
    private volatile @Nullable String spent;

    Rehearsal() {}

    /// Begins; the ticket is good until [#close].
    public String open() {
        var fresh = UUID.randomUUID().toString();
        ticket = fresh;
        return fresh;
    }

    /// Ends; no ticket is good any more.
    public void close() {
        spent = ticket;
        ticket = null;
    }

    /// Whether a request belongs to a warm-up that is over: on a slow machine one may come when
    /// nobody waits for its answer any more, and is no traffic either.
    boolean isLate(HttpServletRequest request) {
        var old = spent;
        return old != null && old.equals(request.getHeader(HEADER));
    }

    /// Whether a request belongs to the warm-up.
    public boolean includes(@Nullable HttpServletRequest request) {
        var good = ticket;
        return good != null && request != null && good.equals(request.getHeader(HEADER));
    }
}
