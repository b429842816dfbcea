// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.yaml;

/// A file of the deployment that does not say what it should. At start it stops the process.
public class BrokenFile extends IllegalStateException {

    private static final long serialVersionUID = 1;

    /// @param line from 1; 0 where no line is to blame
    public BrokenFile(String file, int line, String reason) {
        super(message(file, line, reason));
    }

    /// A refusal with what led to it.
    public BrokenFile(String file, int line, String reason, Throwable cause) {
        super(message(file, line, reason), cause);
    }

    private static String message(String file, int line, String reason) {
        return "file refused: " + file + (line > 0 ? ", line " + line : "") + ": " + reason;
    }
}
