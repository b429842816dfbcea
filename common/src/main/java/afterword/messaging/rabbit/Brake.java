// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.rabbit;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Bounds the bytes of bodies that a consumer's connection holds: while there are too many, nothing
/// more is read from the socket, and TCP holds the broker up.
///
/// The prefetch bounds messages, of whatever size; a prefetch in bytes was never built into
/// RabbitMQ, and a handler that waits stops nobody from reading. Our heartbeats and acks are
/// written all the while, so the broker sees a consumer that is alive and slow. Thread-safe.
final class Brake {

    private final long most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // guarded by lock
    private long held;
    private int unsettled; // messages that are complete, taken or about to be
    private boolean released;

    /// @param most bytes; a message is read to its end, so it may be passed by one of them
    Brake(long most) {
        this.most = most;
    }

    /// Waits until more may be read: by the connection's reading thread, before each frame. Where
    /// nothing is unsettled it goes on whatever is held, since that is a part of one message.
    void awaitRoom() {
        lock.lock();
        try {
            while (held >= most && unsettled > 0 && !released) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /// A part of a body was read.
    void read(int bytes) {
        lock.lock();
        try {
            held += bytes;
        } finally {
            lock.unlock();
        }
    }

    /// The last part of a body was read, or there is none.
    void complete() {
        lock.lock();
        try {
            unsettled++;
        } finally {
            lock.unlock();
        }
    }

    /// A complete message is somebody's from here on.
    ///
    /// @param bytes of its body
    /// @return false when it is to be left to the broker: the brake is off and too much is held
    boolean take(int bytes) {
        lock.lock();
        try {
            if (released && held > most) {
                held -= bytes;
                unsettled--;
                return false;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// A message that was taken is done.
    void settled(int bytes) {
        lock.lock();
        try {
            held -= bytes;
            unsettled--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Lets everything through from now on, so that what stands behind it in the socket, such as
    /// the answer to a cancel, can be read.
    void release() {
        lock.lock();
        try {
            released = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }
}
