// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

/// A provider profile that is none: it stops the process at start and says where it is wrong.
final class BrokenProfile extends IllegalStateException {

    private static final long serialVersionUID = 1;

    /// @param line from 1
    BrokenProfile(String file, int line, String reason) {
        super("provider profile refused: file=" + file + ", line=" + line + ", " + reason);
    }

    BrokenProfile(String file, String reason, Throwable cause) {
        super("provider profile refused: file=" + file + ", " + reason, cause);
    }
}
