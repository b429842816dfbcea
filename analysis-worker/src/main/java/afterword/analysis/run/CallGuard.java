// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.concurrent.Deadline;

/// Says whether this process may start a call: only while it can show that it lives.
@FunctionalInterface
interface CallGuard {

    /// Waits until a call may be started.
    ///
    /// @return false when the deadline passed first
    boolean await(Deadline deadline) throws InterruptedException;
}
