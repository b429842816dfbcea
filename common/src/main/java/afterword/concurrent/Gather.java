// SPDX-License-Identifier: Apache-2.0
package afterword.concurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs tasks at once, each on a virtual thread of its own, and keeps the end of every one.
///
/// Written by hand because `StructuredTaskScope` is a preview in JDK 25.
public final class Gather {

    private Gather() {}

    /// Runs all tasks and waits for all of them. When it returns or throws, every task has ended.
    ///
    /// A task that is still running at the deadline is interrupted and waited for; one that ignores
    /// interrupts holds this call up. One task's end never touches another.
    ///
    /// @param name of the threads, for dumps
    /// @return the ends in the order of the tasks
    /// @throws InterruptedException when the caller was interrupted; all tasks have been
    ///   interrupted as well, and have ended
    public static <T extends @Nullable Object> List<End<T>> all(
            String name, List<? extends Callable<? extends T>> tasks, Deadline deadline)
            throws InterruptedException {
        var running = new CountDownLatch(tasks.size());
        var children = new ArrayList<Child<T>>(tasks.size());
        for (var task : tasks) {
            children.add(Child.start(name, task, running::countDown));
        }
        try {
            if (!running.await(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
                children.forEach(Child::timeOut);
            }
        } catch (InterruptedException e) {
            children.forEach(Child::cancel);
            joinAll(children);
            throw e;
        }
        if (joinAll(children)) {
            throw new InterruptedException("interrupted while tasks were ending");
        }
        return children.stream().map(Child::end).toList();
    }

    /// Waits for all; when the waiting thread is interrupted, cancels all and goes on waiting.
    ///
    /// @return whether it was interrupted
    static <T extends @Nullable Object> boolean joinAll(List<Child<T>> children) {
        boolean interrupted = false;
        for (var child : children) {
            if (child.join()) {
                interrupted = true;
                children.forEach(Child::cancel);
            }
        }
        return interrupted;
    }
}
