// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.analysis.yaml.BrokenFile;

/// An analysis that contradicts what is known under its name and version, or that was kept and
/// cannot be read any more.
final class BrokenDefinition extends BrokenFile {

    private static final long serialVersionUID = 1;

    BrokenDefinition(String name, String reason) {
        super(name, 0, reason);
    }

    BrokenDefinition(String name, String reason, Throwable cause) {
        super(name, 0, reason, cause);
    }
}
