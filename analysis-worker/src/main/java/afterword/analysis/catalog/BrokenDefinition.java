// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

/// A file that is no analysis, or one that contradicts what is known under its name and version. At
/// start it stops the process.
final class BrokenDefinition extends IllegalStateException {

    private static final long serialVersionUID = 1;

    BrokenDefinition(String file, String reason) {
        super("analysis refused: file=" + file + ", " + reason);
    }

    BrokenDefinition(String file, String reason, Throwable cause) {
        super("analysis refused: file=" + file + ", " + reason, cause);
    }
}
