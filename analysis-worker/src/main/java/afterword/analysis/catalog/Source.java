// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.analysis.yaml.BrokenFile;

/// An analysis with where it comes from.
///
/// @param refusal makes the refusal that names the place
record Source(Definition definition, Analysis analysis, Refusal refusal) {

    /// Names a place in a file, or a class.
    @FunctionalInterface
    interface Refusal {

        /// A refusal of a field.
        BrokenFile of(String field, String reason);
    }

    Pin pin() {
        return definition.pin();
    }
}
