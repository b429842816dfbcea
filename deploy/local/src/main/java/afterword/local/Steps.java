// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import java.time.Duration;

/// Hears how the start of the line goes. Called from several threads.
public interface Steps {

    /// Something is about to be started.
    void begun(String what);

    /// Something is up.
    ///
    /// @param detail where, or whence; may be empty
    void up(String what, Duration took, String detail);

    /// Something takes longer, and why.
    void note(String what, String text);

    /// The line ends; nothing is waited for any more.
    void over();

    /// For tests: hears nothing.
    static Steps silent() {
        return new Steps() {
            @Override
            public void begun(String what) {
                // nobody looks
            }

            @Override
            public void up(String what, Duration took, String detail) {
                // nobody looks
            }

            @Override
            public void over() {
                // nobody looks
            }

            @Override
            public void note(String what, String text) {
                // nobody looks
            }
        };
    }
}
