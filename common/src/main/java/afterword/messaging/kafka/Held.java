// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What a subscription holds and nobody has settled. Thread-safe.
final class Held {

    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    void add(int size) {
        messages.incrementAndGet();
        bytes.addAndGet(size);
    }

    void remove(int size) {
        messages.decrementAndGet();
        bytes.addAndGet(-size);
    }

    int messages() {
        return messages.get();
    }

    long bytes() {
        return bytes.get();
    }
}
